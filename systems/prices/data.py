"""Houses sold in Ames, Iowa, from 2006 to 2010, with their prices: the published table, typed."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from tandem import Case, Inputs, Rows, Source
from tandem.data import read_records, split

AMES = Source(
    name="Ames housing",
    file="ames_housing/ames_raw.csv",
    url="https://jse.amstat.org/v19n3/decock/AmesHousing.txt",
    licence="teaching data by Dean De Cock (Journal of Statistics Education 19, 2011)",
    sha256="764508fb0ad661a89c05e7ca0d7cb54d726b955ef12b88266f0770b18d19bd9c",
    note="2,930 houses, 82 columns, 934,251 bytes, as CSV with blanks for NA: the `ames_raw` of "
    "the R package AmesHousing; it may be kept gzipped, as .csv.gz",
)


@dataclass(frozen=True)
class House:
    """A house as the assessor's office knows it when it is sold; areas in square feet.

    What is left out is unknown. Where the office writes NA for "there is none" (an alley, a
    basement, a garage, a pool), the area or number beside it tells the two apart.
    """

    neighborhood: str
    overall_qual: int
    gr_liv_area: float
    year_built: int
    yr_sold: int = 2010
    mo_sold: int = 6
    overall_cond: int = 5
    ms_subclass: str | None = None
    ms_zoning: str | None = None
    bldg_type: str | None = None
    house_style: str | None = None
    lot_area: float | None = None
    lot_frontage: float | None = None
    lot_shape: str | None = None
    lot_config: str | None = None
    land_contour: str | None = None
    land_slope: str | None = None
    street: str | None = None
    alley: str | None = None
    utilities: str | None = None
    condition_1: str | None = None
    condition_2: str | None = None
    year_remod_add: int | None = None
    roof_style: str | None = None
    roof_matl: str | None = None
    exterior_1st: str | None = None
    exterior_2nd: str | None = None
    exter_qual: str | None = None
    exter_cond: str | None = None
    mas_vnr_type: str | None = None
    mas_vnr_area: float | None = None
    foundation: str | None = None
    total_bsmt_sf: float | None = None
    bsmt_qual: str | None = None
    bsmt_cond: str | None = None
    bsmt_exposure: str | None = None
    bsmtfin_type_1: str | None = None
    bsmtfin_sf_1: float | None = None
    bsmtfin_type_2: str | None = None
    bsmtfin_sf_2: float | None = None
    bsmt_unf_sf: float | None = None
    bsmt_full_bath: int | None = None
    bsmt_half_bath: int | None = None
    heating: str | None = None
    heating_qc: str | None = None
    central_air: bool | None = None
    electrical: str | None = None
    first_flr_sf: float | None = field(default=None, metadata={"column": "1st Flr SF"})
    second_flr_sf: float | None = field(default=None, metadata={"column": "2nd Flr SF"})
    low_qual_fin_sf: float = 0.0
    full_bath: int | None = None
    half_bath: int | None = None
    bedroom_abvgr: int | None = None
    kitchen_abvgr: int | None = None
    kitchen_qual: str | None = None
    totrms_abvgrd: int | None = None
    functional: str | None = None
    fireplaces: int | None = None
    fireplace_qu: str | None = None
    garage_cars: int | None = None
    garage_area: float | None = None
    garage_type: str | None = None
    garage_yr_blt: int | None = None
    garage_finish: str | None = None
    garage_qual: str | None = None
    garage_cond: str | None = None
    paved_drive: str | None = None
    wood_deck_sf: float = 0.0
    open_porch_sf: float = 0.0
    enclosed_porch: float = 0.0
    three_season_porch: float = field(default=0.0, metadata={"column": "3Ssn Porch"})
    screen_porch: float = 0.0
    pool_area: float = 0.0
    pool_qc: str | None = None
    fence: str | None = None
    misc_feature: str | None = None
    misc_val: float = 0.0
    sale_type: str | None = None
    sale_condition: str | None = None


@dataclass(frozen=True)
class Sale:
    """The columns that the price is not to be told from, and the price itself, in US dollars."""

    pid: str
    saleprice: float


def training_rows(inputs: Inputs) -> Rows[House, float]:
    """Four fifths of the houses, and those whose price was reported and reviewed; log prices."""
    train, held_out = _sides(inputs)
    unseen = set(held_out.inputs)
    reviewed = [
        (house, math.log(item.value))
        for item in inputs.reviewed
        if isinstance(item.value, (int, float)) and item.value > 0
        if (house := House(**item.input)) not in unseen
    ]
    return Rows(
        [*train.inputs, *(house for house, _ in reviewed)],
        [*train.targets, *(price for _, price in reviewed)],
    )


def held_out_cases(inputs: Inputs) -> list[Case]:
    """The other fifth, always the same houses, with prices in dollars."""
    _, held_out = _sides(inputs)
    return [
        Case(
            id=pid,
            input=house,
            target=math.exp(price),
            slices={"sale": "normal" if house.sale_condition == "Normal" else "other"},
        )
        for (house, price), pid in zip(held_out, held_out.groups or (), strict=True)
    ]


def all_rows(inputs: Inputs) -> Rows[House, float]:
    """Every house with the logarithm of its price, and its parcel as group."""
    chosen = inputs.options.get("table")  # --set table=mine.csv, of the same columns
    return _read(inputs.folder / chosen if chosen else AMES.locate())


@cache
def _read(path: Path) -> Rows[House, float]:
    sales = read_records(path, Sale)
    return Rows(
        read_records(path, House),
        [math.log(sale.saleprice) for sale in sales],
        groups=[sale.pid for sale in sales],
    )


def _sides(inputs: Inputs) -> tuple[Rows[House, float], Rows[House, float]]:
    return split(all_rows(inputs), test=0.2, seed=0)
