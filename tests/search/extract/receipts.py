"""Made-up receipts with known fields."""

from __future__ import annotations

import random

from tandem import Rows
from tandem.search.extract import Layout, Line, Values

SHOPS = ("BLUE LAMP", "GREEN CORNER", "OLD MILL", "RED KITE", "NORTH STAR", "LITTLE OAK")
STREETS = ("JALAN SATU", "JALAN DUA", "JALAN TIGA")
GOODS = ("RICE", "TEA", "SOAP", "BREAD", "PENCIL", "BATTERY")


def receipt(draw: random.Random) -> tuple[Layout, Values, str]:
    """A receipt, its fields, and its shop."""
    shop, kind = draw.choice(SHOPS), draw.choice(("TRADING SDN BHD", "STORE SDN BHD"))
    street = f"NO. {draw.randint(1, 99)}, {draw.choice(STREETS)},"
    town = f"{draw.randint(10000, 99999)} JOHOR BAHRU"
    day = f"{draw.randint(1, 28):02d}/{draw.randint(1, 12):02d}/20{draw.randint(15, 19)}"
    prices = [draw.randint(100, 3000) for _ in range(draw.randint(1, 5))]
    total = sum(prices)
    cash = total + draw.randint(1, 2000)
    texts = [f"{shop} {kind} ({draw.randint(100000, 999999)}-X)", street, town]
    texts += [f"GST NO {draw.randint(10**8, 10**9)}", f"DATE: {day} 10:15"]
    texts += [f"{draw.choice(GOODS)}  {money(price)}" for price in prices]
    texts += [f"TOTAL (RM): {money(total)}", f"CASH {money(cash)}"]
    texts += [f"CHANGE {money(cash - total)}", "THANK YOU, PLEASE COME AGAIN"]
    lines = tuple(
        Line(text, 10.0, 20.0 * i, 10 + 8.0 * len(text), 20 * i + 16.0)
        for i, text in enumerate(texts)
    )
    values = {
        "company": f"{shop} {kind}",
        "address": f"{street} {town}",
        "date": day,
        "total": money(total),
    }
    return Layout(lines), values, shop


def money(cents: int) -> str:
    """An amount with two decimals."""
    return f"{cents // 100}.{cents % 100:02d}"


def receipts(count: int, seed: int = 0) -> Rows[Layout, Values]:
    """Receipts to learn from, grouped by shop."""
    draw = random.Random(seed)
    made = [receipt(draw) for _ in range(count)]
    return Rows([x for x, _, _ in made], [y for _, y, _ in made], [shop for _, _, shop in made])
