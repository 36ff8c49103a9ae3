"""A made-up table in the published form of Ames housing: same columns, same quirks."""

from __future__ import annotations

import csv
import math
import random
from pathlib import Path

COLUMNS = (
    "Order,PID,MS SubClass,MS Zoning,Lot Frontage,Lot Area,Street,Alley,Lot Shape,Land Contour,"
    "Utilities,Lot Config,Land Slope,Neighborhood,Condition 1,Condition 2,Bldg Type,House Style,"
    "Overall Qual,Overall Cond,Year Built,Year Remod/Add,Roof Style,Roof Matl,Exterior 1st,"
    "Exterior 2nd,Mas Vnr Type,Mas Vnr Area,Exter Qual,Exter Cond,Foundation,Bsmt Qual,Bsmt Cond,"
    "Bsmt Exposure,BsmtFin Type 1,BsmtFin SF 1,BsmtFin Type 2,BsmtFin SF 2,Bsmt Unf SF,"
    "Total Bsmt SF,Heating,Heating QC,Central Air,Electrical,1st Flr SF,2nd Flr SF,"
    "Low Qual Fin SF,Gr Liv Area,Bsmt Full Bath,Bsmt Half Bath,Full Bath,Half Bath,Bedroom AbvGr,"
    "Kitchen AbvGr,Kitchen Qual,TotRms AbvGrd,Functional,Fireplaces,Fireplace Qu,Garage Type,"
    "Garage Yr Blt,Garage Finish,Garage Cars,Garage Area,Garage Qual,Garage Cond,Paved Drive,"
    "Wood Deck SF,Open Porch SF,Enclosed Porch,3Ssn Porch,Screen Porch,Pool Area,Pool QC,Fence,"
    "Misc Feature,Misc Val,Mo Sold,Yr Sold,Sale Type,Sale Condition,SalePrice"
).split(",")
PLACES = {"Meadow": 0.1, "Hill": 0.3, "Station": -0.2}
FIXED = {
    "MS SubClass": "020", "MS Zoning": "RL", "Street": "Pave", "Lot Shape": "Reg",
    "Land Contour": "Lvl", "Utilities": "AllPub", "Lot Config": "Inside", "Land Slope": "Gtl",
    "Condition 1": "Norm", "Condition 2": "Norm", "Bldg Type": "1Fam", "House Style": "1Story",
    "Roof Style": "Gable", "Roof Matl": "CompShg", "Exterior 1st": "VinylSd",
    "Exterior 2nd": "VinylSd", "Mas Vnr Type": "None", "Mas Vnr Area": 0, "Exter Qual": "TA",
    "Exter Cond": "TA", "Foundation": "PConc", "BsmtFin SF 2": 0, "Heating": "GasA",
    "Heating QC": "Ex", "Central Air": "Y", "Electrical": "SBrkr", "Low Qual Fin SF": 0,
    "Bsmt Full Bath": 0, "Bsmt Half Bath": 0, "Half Bath": 1, "Kitchen AbvGr": 1,
    "Functional": "Typ", "Paved Drive": "Y", "Enclosed Porch": 0, "3Ssn Porch": 0,
    "Screen Porch": 0, "Pool Area": 0, "Misc Val": 0,
}  # fmt: skip


def write_table(path: Path, count: int = 300, seed: int = 0) -> Path:
    """A CSV of ``count`` sales; blank cells mean that there is none, as published."""
    draw = random.Random(seed)
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, restval="")
        writer.writeheader()
        writer.writerows(_sale(draw, number) for number in range(count))
    return path


def _sale(draw: random.Random, number: int) -> dict[str, object]:
    place, quality = draw.choice(list(PLACES)), draw.randint(3, 9)
    first, second = draw.randint(600, 1600), draw.choice([0, 0, 700])
    built, sold = draw.randint(1920, 2005), draw.randint(2006, 2010)
    basement, garage = draw.choice([0, first, first]), draw.choice([0, 480, 480])
    fireplaces = draw.choice([0, 1])
    log_price = (
        8.0 + PLACES[place] + 0.09 * quality + 0.45 * math.log(first + second)
        + 0.08 * (basement > 0) + 0.003 * (built - 1960) + draw.gauss(0, 0.08)
    )  # fmt: skip
    cellar = ("Bsmt Qual", "Bsmt Cond", "BsmtFin Type 1", "BsmtFin Type 2", "Bsmt Exposure")
    below = dict(zip(cellar, ("Gd", "TA", "GLQ", "Unf", "No"), strict=True)) if basement else {}
    parked = {
        "Garage Type": "Attchd", "Garage Yr Blt": built, "Garage Finish": "Fin",
        "Garage Qual": "TA", "Garage Cond": "TA",
    } if garage else {}  # fmt: skip
    return {
        **FIXED, **below, **parked,
        "Order": number + 1, "PID": f"0{526301000 + number}",
        "Lot Frontage": draw.choice(["", 60, 80]), "Lot Area": draw.randint(5000, 15000),
        "Neighborhood": place, "Overall Qual": quality, "Overall Cond": draw.randint(3, 8),
        "Year Built": built, "Year Remod/Add": min(built + draw.choice([0, 20]), sold),
        "BsmtFin SF 1": basement // 2, "Bsmt Unf SF": basement - basement // 2,
        "Total Bsmt SF": basement, "1st Flr SF": first, "2nd Flr SF": second,
        "Gr Liv Area": first + second, "Full Bath": draw.choice([1, 2]),
        "Bedroom AbvGr": draw.randint(2, 4), "Kitchen Qual": draw.choice(["TA", "Gd", "Ex"]),
        "TotRms AbvGrd": draw.randint(5, 9), "Fireplaces": fireplaces,
        "Fireplace Qu": "Gd" if fireplaces else "", "Garage Cars": garage // 240,
        "Garage Area": garage, "Wood Deck SF": draw.choice([0, 120]), "Open Porch SF": 0,
        "Mo Sold": draw.randint(1, 12), "Yr Sold": sold, "Sale Type": "WD ",
        "Sale Condition": draw.choice(["Normal", "Normal", "Abnorml"]),
        "SalePrice": round(math.exp(log_price)),
    }  # fmt: skip
