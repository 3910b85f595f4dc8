"""Numbers that name something: telephones, documents, rooms, trains, flights, models. Digit by digit, mostly."""

from __future__ import annotations

import re

from audiobook.prep.speech.chinese.numbers import cardinal, digits, number
from audiobook.prep.speech.chinese.rule import Around, Rule, Said, rule
from audiobook.prep.speech.chinese.words import BIG, MEASURE, UNIT

_SERVICE = "报警|急救|火警|匪警|电话|热线|服务台|指挥中心|平台|接警|求助|救护|查询台"
_KEY = re.compile(
    r"(?:电话|热线|手机号?|号码|拨打|拨|打|传真|致电|来电|区号|分机|转|客服|短信|QQ|QQ号|微信号?|身份证|身份证号|学号|工号|[账帐]号|卡号|编号|订单号?|"
    r"密码|验证码|邮编|邮政编码|尾号|代码|代号|车牌号?|编码|序列号|证号|房间号|房号|门牌号|口令|暗号|ID|报警|急救|火警|匪警|救护车|Tel|TEL|tel|单号|流水号|证件号|护照|批号|警号|准考证号?|会员号)"
    r"(?:号?码?[是为:：]|为|是|就是|,|，|：|:|\s|请?按|以|由|用|了|写着|改成|变成|输入|通|号|码|“|「|\.)*$"
)
_CALL_WORD = re.compile(r"(?:拨打|拨|打|转)\D?$")
_NOT_CODE = re.compile(
    rf"\s*(?:{BIG}|[多余]|元|个|分钟|次|块|人|条|天|年|折|开(?!头)|%|分|秒|月|"
    rf"(?:{UNIT})(?![A-Za-z]))"
)
_AIRLINER = r"波音|空客|空中客车|麦道|伊尔|图"
_WEAPON = "歼|运|轰|直|苏|强|教|米格|东风|红旗|长征|神舟|嫦娥|天宫|巨浪|鹰击|霹雳"


def _grouped(text: str) -> str:
    """Groups of digits with a comma between; a leading plus is 加."""
    said = "，".join(digits(part) for part in re.findall(r"\d+", text))
    return ("加" if text.startswith("+") else "") + said


def _phone(found: re.Match[str], _around: Around) -> Said:
    return _grouped(found[0]), "phone"


def _area(found: re.Match[str], _around: Around) -> Said:
    return found[1] + digits(found[2]) + found[3], "phone"


def _foreign(found: re.Match[str], _around: Around) -> Said:
    head, rest = found[1], found[2]
    return "加" + digits(head) + (("，" if found[0][len(head) + 1] in " -" else "") + _grouped(rest)), "phone"


#: The first sign of a car's number plate.
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"


def _plate(found: re.Match[str], _around: Around) -> Said:
    said = "".join(digits(char) if char.isdigit() else f" {char} " for char in found[1])
    return re.sub(r" {2,}", " ", said).strip(), "model"


def _isbn(found: re.Match[str], _around: Around) -> Said:
    groups = found["code"].split("-")
    return ("" if not found["gap"] else found["gap"]) + "，".join(digits(group).upper() for group in groups), "phone"


def _keyed(found: re.Match[str], around: Around) -> Said:
    left, right = around.left(found.start()), around.right(found.end())
    called = _CALL_WORD.search(left)
    if not _KEY.search(left) or _NOT_CODE.match(right) or (called and len(found[0]) < 3):  # noqa: PLR2004
        return None
    said = _grouped(found[1]) + (found[2] or "").upper()
    return said, "phone"


def _one_by_one(found: re.Match[str], _around: Around) -> Said:
    return digits(found[0]), "model"


def _counts_not(found: re.Match[str], around: Around) -> Said:
    right = around.right(found.end())
    return None if MEASURE.match(right) or _NOT_CODE.match(right) else (digits(found[0]), "model")


def _weapon(found: re.Match[str], _around: Around) -> Said:
    return cardinal(int(found[1])), "model"


def _airliner(found: re.Match[str], around: Around) -> Said:
    return around.written(found, 1) + digits(found[2]), "model"


def model(written: str) -> str:
    """Digits in the name of a thing: up to two are a number, more are said one by one."""
    whole, point, part = written.partition(".")
    said = digits(whole) if len(whole) > 2 or (len(whole) > 1 and whole.startswith("0")) else number(whole)  # noqa: PLR2004
    return f"{said}点{digits(part)}" if point else said


def _lettered(found: re.Match[str], around: Around) -> Said:
    """Digits right behind letters: A380, iPhone15, COVID-19."""
    right = around.right(found.end())
    if found[1] == "-" and (MEASURE.match(right) or re.match(r"\s*[%元]", right)):
        return None
    by_digits = re.match(r"次(?:列车|火车)?(?!方)", right) and re.search(
        r"(?<![A-Za-z])[GDCZTKYLS]$", around.left(found.start())
    )
    on_rails = re.search(r"(?:列车|高铁|动车|火车|车次|航班)\D{0,4}$", around.left(found.start()))
    return digits(found[2]) if by_digits or on_rails else model(found[2]), "model"


def _behind(found: re.Match[str], _around: Around) -> Said:
    return digits(found[0][1:]), "model"


def _spaced_always(found: re.Match[str], _around: Around) -> Said:
    return model(found[0]), "model"


def _spaced(found: re.Match[str], around: Around) -> Said:
    right = around.right(found.end())
    if MEASURE.match(right) or _NOT_CODE.match(right) or right.startswith("度"):
        return None
    return model(found[0]), "model"


def _screen(found: re.Match[str], _around: Around) -> Said:
    return digits(found[1]) + found[2].upper(), "model"


_N = r"(?<![\d.,/\-A-Za-z])(?<!\d:)"
_E = r"(?![\d:/]|[.,]\d|-\d)"
PHONES: tuple[Rule, ...] = (
    rule(r"\+(?:86|85[23]|886|\d{1,3})(?=[)）])", _phone),
    rule(r"(?<=ISBN)(?P<gap>[:：\s]*)(?P<code>\d[\d\-]{8,16}[\dXx])(?![\w])", _isbn),
    rule(rf"(?<=[{_PROVINCES}][A-Z])[·•]?([A-Z0-9]{{5,6}})(?![A-Za-z0-9])", _plate),
    rule(rf"(?<![\d.])\+(86|\d{{1,3}})[ \-]?((?:\d[\d \-]{{5,14}})\d){_E}", _foreign),
    rule(rf"{_N}1[3-9]\d(?:\d{{8}}|([ \-])\d{{4}}\1\d{{4}}){_E}", _phone),
    rule(rf"{_N}[48]00([ \-]?)\d{{3,4}}\1\d{{3,4}}{_E}", _phone),
    rule(
        r"(?<=0\d\d[)）])\s?\d{7,8}(?!\d)|(?<=0\d{3}[)）])\s?\d{7,8}(?!\d)|(?<=0\d\d[)）])\s?\d{3,4}[ \-]\d{4}(?!\d)",
        _phone,
    ),
    rule(r"([(（])(0\d{2,3})([)）])(?=\s?[\d\ue000]{3})", _area),
    rule(rf"{_N}0\d{{2,3}}[ \-]\d{{2,8}}(?:-\d{{1,8}}| \d{{3,4}}(?!\d))*{_E}", _phone),
    rule(
        rf"(?:(?<=[打拨]了\d次)|(?<=[打拨]\d次)|(?<=[打拨报叫]了)|(?<=[打拨报叫])){_N}(?:110|119|120|122)(?![\d.:%])",
        _counts_not,
    ),
    rule(rf"{_N}0[2-9]([ \-])\d{{3,4}}\1?\d{{4}}{_E}", _phone),
    rule(rf"{_N}(\d+(?:[ \-]\d{{2,}})*)([Xx](?![A-Za-z]))?{_E}", _keyed),
    rule(rf"{_N}\d{{3,5}}(?=[”\"]?(?:{_SERVICE}))", _counts_not),
    rule(rf"{_N}(?:12306|12315|12345|12366|12333|12318|1008[56]|10010|95\d{{3}}){_E}", _counts_not),
    rule(rf"{_N}\d{{17}}[\dXx](?![\dA-Za-z])", _one_by_one),
)
NAMED: tuple[Rule, ...] = (
    rule(
        rf"{_N}\d{{3,4}}(?=\s?(?:房间?|室(?!内|外)|宿舍|号房|包厢|包间|教室|病房|会议室|寝室|办公室|客房|号病房|号会议室))",
        _one_by_one,
    ),
    rule(rf"{_N}\d{{3,4}}(?=次(?:列车|火车|特快|快车|航班|直快))", _one_by_one),
    rule(rf"((?:{_AIRLINER}))\s?-?(\d{{3}})(?!\d|[.,]\d|[万亿]|公里|米|[年个人架])", _airliner),
    rule(rf"(?<=[歼运轰直苏强教])-?(\d{{1,3}})(?![\d.,:]|{BIG}|[年月日个点天])", _weapon),
    rule(r"(?<=\D[米卡安])-(\d{1,3})(?![\d.,])", _weapon),
    rule(rf"{_N}\d{{3}}(?=医院|国道|省道|县道|高地|部队|艺术)", _one_by_one),
    rule(r"(?<=单元)\d{3,4}(?!\d)|(?<=[栋幢座])\d{3,4}(?![\d层人户])", _one_by_one),
    rule(r"(?<=米格|东风|红旗|长征|神舟|嫦娥|天宫|巨浪|鹰击|霹雳)-(\d{1,3})(?![\d.,])", _weapon),
    rule(
        rf"{_N}(?:985(?=[、工高院大和/及]|211)|211(?=[工高大院、])|996|007|360(?=安全|浏览|软件|公司)|7[0-8]7(?=客机|飞机|MAX)|101(?=大楼|大厦)|502(?=胶)|84(?=消毒)|404(?=页|错误)|[5-9][1-9](?=式(?!太极|样))|58(?=同城))(?!\d)",
        _counts_not,
    ),
    rule(r"(?<![\d.,A-Za-z])(\d{3,4})([pP])(?![A-Za-z])", _screen),
)
MODELS: tuple[Rule, ...] = (
    rule(
        r"(?:(?<=[坐乘])|(?<=[坐乘]的)|(?<=乘坐))\d{4}(?=次)|(?:(?<=保时捷)|(?<=标致)|(?<=诺基亚))\d{3,4}(?!\d)",
        _one_by_one,
    ),
    rule(r"(?<=[A-Za-z] )\d{1,2}(?=s(?![A-Za-z]))", _spaced_always),
    rule(r"(?<=[A-Z]\d{3})-\d{3}(?![\d.,])", _behind),
    rule(r"(?<=N)95(?!\d)", _one_by_one),
    rule(r"(?<=[A-Za-z])(-?)(\d+(?:\.\d+)?)(?![\d%,:]|\.\d)", _lettered),
    rule(rf"(?<=[A-Za-z] )\d+(?:\.\d+)?(?![\d%,:/~\-]|\.\d|\s?(?:{UNIT})(?![A-Za-z]))", _spaced),
)
