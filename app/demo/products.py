"""The demo catalogue: invented brands, plausible prices, and how long one unit lasts a baby."""

from typing import NamedTuple


class Product(NamedTuple):
    """One row of catalogue.csv. `days_per_unit` is None for what does not run out."""

    sku: str
    name: str
    category: str
    stage: str
    price_fen: int
    days_per_unit: float | None
    unit: str


def _formula(code: str, brand: str, prices: tuple[int, ...], grams: int = 800) -> list[Product]:
    names = ("婴儿配方奶粉", "较大婴儿配方奶粉", "幼儿配方奶粉", "儿童配方奶粉")
    days = (7, 7.5, 8.5, 9)
    return [
        Product(
            f"{code}-{n + 1}-{grams}",
            f"{brand}{names[n]} {n + 1}段 {grams}克",
            "奶粉",
            str(n + 1),
            price,
            days[n],
            "罐",
        )
        for n, price in enumerate(prices)
    ]


def _diapers(code: str, brand: str, packs: tuple[tuple[str, int, int, float], ...]) -> list[Product]:
    return [
        Product(f"{code}-{size}", f"{brand} {size}码 {pieces}片", "纸尿裤", size, price, days, "包")
        for size, pieces, price, days in packs
    ]


CATALOGUE: tuple[Product, ...] = (
    *_formula("MN", "牧小暖", (29800, 28800, 26800, 23800)),
    *_formula("LX", "蓝湾星", (36800, 35800, 33800, 29800)),
    *_formula("YM", "咩咩谷羊奶", (39800, 38800, 36800)),
    Product("MN-1-400", "牧小暖婴儿配方奶粉 1段 400克", "奶粉", "1", 15800, 3.5, "罐"),
    *_diapers(
        "RN",
        "软糯糯纸尿裤",
        (("NB", 84, 8900, 8.5), ("S", 76, 8900, 9), ("M", 64, 8900, 9), ("L", 54, 8900, 9), ("XL", 46, 8900, 8.5)),
    ),
    *_diapers("RNP", "软糯糯拉拉裤", (("L", 44, 9900, 7.5), ("XL", 40, 9900, 7.5), ("XXL", 36, 9900, 7.5))),
    Product("GD-RICE-6", "谷多乐高铁米粉 250克", "辅食", "6m+", 4900, 10, "盒"),
    Product("GD-RICE-8", "谷多乐果蔬米粉 250克", "辅食", "8m+", 5200, 10, "盒"),
    Product("GD-PUREE-6", "谷多乐苹果泥 100克", "辅食", "6m+", 1200, 1, "袋"),
    Product("GD-STICK-8", "谷多乐磨牙棒 64克", "辅食", "8m+", 2600, 5, "盒"),
    Product("GD-NOODLE-10", "谷多乐碎碎面 200克", "辅食", "10m+", 2800, 6, "盒"),
    Product("GD-FLOSS-12", "谷多乐猪肉酥 100克", "辅食", "12m+", 4500, 12, "罐"),
    Product("GD-CHEESE-12", "谷多乐儿童奶酪 90克", "辅食", "12m+", 2900, 5, "袋"),
    Product("GD-MELT-12", "谷多乐酸奶溶豆 20克", "辅食", "12m+", 2200, 4, "盒"),
    Product("GD-OIL-6", "谷多乐核桃油 110毫升", "辅食", "6m+", 6800, 30, "瓶"),
    Product("XY-D3", "小芽维生素D滴剂 10毫升", "营养品", "0m+", 7900, 30, "瓶"),
    Product("XY-DHA", "小芽藻油 30粒", "营养品", "6m+", 16800, 30, "盒"),
    Product("XY-PRO", "小芽益生菌 15袋", "营养品", "0m+", 12800, 15, "盒"),
    Product("MT-MILK", "牧小暖孕产妇奶粉 700克", "营养品", "", 18800, 14, "罐"),
    Product("YT-WIPE", "云团团手口湿巾 80抽", "洗护", "", 1500, 6, "包"),
    Product("YT-WASH", "云团团洗发沐浴露 300毫升", "洗护", "", 5900, 60, "瓶"),
    Product("YT-LOTION", "云团团润肤乳 200毫升", "洗护", "", 6900, 45, "瓶"),
    Product("YT-CREAM", "云团团护臀膏 60克", "洗护", "", 4900, 45, "支"),
    Product("YT-LAUNDRY", "云团团婴儿洗衣液 1升", "洗护", "", 3900, 25, "瓶"),
    Product("YT-PAD", "云团团防溢乳垫 100片", "洗护", "", 4500, 14, "盒"),
    Product("GG-BOTTLE-240", "咕咕宽口奶瓶 240毫升", "用品", "", 11800, None, "个"),
    Product("GG-NIPPLE-M", "咕咕奶嘴 M孔 两只装", "用品", "", 4800, None, "盒"),
    Product("GG-PACIFIER", "咕咕安抚奶嘴", "用品", "0m+", 3900, None, "个"),
    Product("GG-CUP", "咕咕学饮杯 240毫升", "用品", "6m+", 6900, None, "个"),
    Product("GG-BIB", "咕咕硅胶围兜", "用品", "6m+", 2900, None, "个"),
    Product("GG-PUMP", "咕咕电动吸奶器", "用品", "", 39900, None, "台"),
)

PRICE_FEN = {product.sku: product.price_fen for product in CATALOGUE}


def formula_stage(age_months: float) -> int:
    """The stage a baby of this age drinks: 1 to six months, 2 to twelve, 3 to three years, then 4."""
    return 1 if age_months < 6 else 2 if age_months < 12 else 3 if age_months < 36 else 4


def diaper_sku(age_months: float) -> str:
    """The size that usually fits at this age; pants once she walks."""
    for until, sku in ((1, "RN-NB"), (4, "RN-S"), (8, "RN-M"), (13, "RN-L"), (18, "RNP-L"), (26, "RNP-XL")):
        if age_months < until:
            return sku
    return "RNP-XXL"


def row(product: Product) -> tuple[object, ...]:
    """The product as a row of catalogue.csv; whole days without a decimal point."""
    days = "" if product.days_per_unit is None else f"{product.days_per_unit:g}"
    return (*product[:5], days, product.unit)
