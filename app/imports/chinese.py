"""What is wrong with a file, for people who read Chinese: the commands' words, one by one. What is not known stays as it is."""

from __future__ import annotations

import re

_LINE = re.compile(r"row ([\d,]+)(?:, column (\w+))?: (.*)", re.DOTALL)
_WORDS: tuple[tuple[str, str], ...] = (
    (r"is empty", "不能为空"),
    (r"is not a whole number", "应为整数"),
    (r"is not a number", "应为数字"),
    (r"must be at least (\S+)", r"不能小于 \1"),
    (r"must be at most (\S+)", r"不能大于 \1"),
    (r"'(.*)' is not one of (.*)", r"“\1”不对，须为 \2 之一"),
    (r"must be up to 64 characters.*", "最多 64 个字，不能含空格和 : ; , | / ( ) 引号"),
    (r"(\S+) stands (\d+) times", r"\1 出现了 \2 次"),
    (r"(\S+) is another store's code here; use two files", r"\1 在这份文件里是另一家门店的编码，请分两份文件导入"),
    (r"(\S+) and (\S+) are two stores already: they cannot become one", r"\1 和 \2 已是两家门店，不能合成一家"),
    (r"there is no store (\S+)", r"没有门店 \1"),
    (r"the successors go round in a circle", "接续门店绕成了一圈"),
    (r"only a closed store has one", "只有停业的门店才有接续门店"),
    (r"lng and lat look swapped.*|lat is beyond 90 degrees.*", "经度和纬度好像填反了"),
    (r"out of range: lng.*|lng and lat must be finite.*", "不是地图上的位置"),
    (r"is not WKT \((.*)\)", r"不是 WKT 格式（\1）"),
    (r"is a \w+; a delivery area is a POLYGON or a MULTIPOLYGON", "配送范围须为 POLYGON 或 MULTIPOLYGON"),
    (r"is an empty area.*", "是空的范围；没有范围请留空"),
    (r"is not a proper area: (.*)", r"边线交叉或重叠（\1）"),
    (r"has a corner off the map.*", "有顶点不在地图上"),
    (r"hours (.*)", r"营业时间写法有误：\1"),
    (r"holds a NUL character", "含有无法识别的字符"),
    (r"column (\S+) is missing", r"缺少 \1 列"),
    (r"column (\S+) stands twice", r"\1 列出现了两次"),
    (r"column (.+) is not known; columns are (.*)", r"不认识 \1 列；可用的列：\2"),
    (r"(\d+) cells, but the header names (\d+) columns", r"有 \1 格，表头只有 \2 列"),
    (r"not CSV \((.*)\)", r"不是 CSV（\1）"),
    (
        r"it names (\S+) \((\S+)\), but the point lies in (\S+) \((\S+)\), ([\d.]+) km away from it",
        r"地址写的是\1（\2），坐标却在\3（\4），相距 \5 公里",
    ),
    (
        r"it names (\S+) \((\S+)\), but the point lies in no district, ([\d.]+) km away from it",
        r"地址写的是\1（\2），坐标不在任何区县内，相距 \3 公里",
    ),
    (r"the delivery area does not hold the store itself", "配送范围没有把门店自己包含在内"),
    (r"and ([\d,]+) more", r"另有 \1 处"),
    (r"the file is empty; its first row must be (.*)", r"文件是空的；第一行应为 \1"),
    (r".* is neither UTF-8 nor GB18030: save it as 'CSV UTF-8'", "文件编码不对，请另存为“CSV UTF-8”"),
    (r"the compressed file ends or is damaged here|.*: the compressed file is damaged", "压缩文件已损坏"),
    (r"([\d,]+) of them renumbered", r"其中 \1 家换了编码"),
)
_KNOWN = tuple((re.compile(pattern, re.DOTALL), chinese) for pattern, chinese in _WORDS)


def in_chinese(line: str) -> str:
    """One line of a ``BadFile`` or a report."""
    found = _LINE.fullmatch(line)
    if not found:
        return _words(line)
    row, column, what = found.groups()
    where = f"第 {row} 行" + (f" {column} 列" if column else "")
    return f"{where}：{_words(what)}"


def _words(what: str) -> str:
    for pattern, chinese in _KNOWN:
        if found := pattern.fullmatch(what):
            return found.expand(chinese)
    return what
