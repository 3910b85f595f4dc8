"""Word lists of the Chinese rules: measure words, units, currencies, acronyms. Simplified; own judgement and usage."""

from __future__ import annotations

import re

from audiobook.prep.marks import words_of

#: Number as printed, half-width; groups of three or none.
NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
#: Ten thousands and the like that may stand after digits.
BIG = r"(?:[万亿]亿?|[百千]?[万亿]|[百千])"

#: 2 is 两 before these; longer ones first where they share a beginning.
_MEASURES = """
个 只 条 张 本 把 位 名 件 辆 台 座 间 家 所 棵 朵 颗 粒 块 片 头 匹 首 幅 副 双 对 套 份 封 杯 碗 瓶 盒 箱 袋 包 盘
桶 罐 支 枝 根 米 年 天 周 岁 小时 分钟 秒 次 回 遍 趟 场 顿 课时 句 段 篇 页 行 步 圈 倍 种 类 样 项 元 毛 角 分 千克
公斤 斤 克 吨 公里 千米 里 尺 丈 亩 公顷 平方 立方 升 毫升 毫米 厘米 公分 公尺 英里 英尺 英寸 英镑 欧元 美元 美金 日元
港元 卢布 人 口 户 队 组 艘 架 门 扇 顶 具 尊 幢 栋 道 股 阵 成 字 声 拳 刀 枪 炮 球 局 轮 届 批 群 伙 帮 堆 串 排 筐
篮 壶 勺 匙 滴 剂 针 服 帖 桩 宗 起 票 学期 季度 刻钟 国 省 市 校 党 军 岸 侧 端 边 者 方 点 时 层 晚 夜 代人 节课
百多 千多 多万 卷 集 部 册 期 章 节 面 例 笔 秒钟 餐 桌 车 担 捆 团 缕 线人 株 枚 则 通 款 处 员 尾 盏 床 束 碟 锅 笼
堵 番 列 幕 拨 堂 科 味 缸 池 眼 管 盆 杆 挺 辈 半 截 季 载 旬 宿 捧 丛 扎 帧 摞 叠 坛 席 男 女 地 打啤酒 档节目
"""
#: No measure words although they begin like one: 2年级 and 2次元 are 二.
_NOT = (
    r"年级|次元|次方|人转|分之|手|把手|地块|半球|科目|管制|战|回路|方程|级|部曲|期工程|节车厢|层次|角形|方案|组团|排\d|行\d|里程|"
    r"道杠|口相|代(?!人|的?[同家])|市场|对\d|分\d+秒|只能"
)
MEASURE = re.compile(rf"\s*(?!{_NOT})(?:{'|'.join(sorted(set(_MEASURES.split()), key=len, reverse=True))})")

#: Units in letters and signs, as said; "/" between two of them is 每.
UNITS = {
    "km²": "平方公里", "km2": "平方公里", "m²": "平方米", "m2": "平方米", "cm²": "平方厘米", "mm²": "平方毫米",
    "㎡": "平方米", "㎢": "平方公里", "m³": "立方米", "m3": "立方米", "cm³": "立方厘米", "㎥": "立方米",
    "km": "公里", "KM": "公里", "Km": "公里", "㎞": "公里", "m": "米", "dm": "分米", "cm": "厘米", "CM": "厘米",
    "㎝": "厘米", "mm": "毫米", "MM": "毫米", "㎜": "毫米", "μm": "微米", "µm": "微米", "um": "微米", "nm": "纳米",
    "kg": "千克", "KG": "千克", "Kg": "千克", "㎏": "千克", "g": "克", "mg": "毫克", "㎎": "毫克", "μg": "微克",
    "µg": "微克", "t": "吨", "L": "升", "l": "升", "ml": "毫升", "mL": "毫升", "ML": "毫升", "h": "小时",
    "hr": "小时", "min": "分钟", "s": "秒", "ms": "毫秒", "W": "瓦", "kW": "千瓦", "KW": "千瓦", "kw": "千瓦",
    "MW": "兆瓦", "GW": "吉瓦", "kWh": "千瓦时", "KWh": "千瓦时", "kwh": "千瓦时", "V": "伏", "kV": "千伏",
    "mV": "毫伏", "mA": "毫安", "mAh": "毫安时", "Hz": "赫兹", "HZ": "赫兹", "kHz": "千赫", "KHz": "千赫",
    "MHz": "兆赫", "GHz": "吉赫", "Pa": "帕", "kPa": "千帕", "hPa": "百帕", "MPa": "兆帕", "J": "焦耳", "kJ": "千焦",
    "cal": "卡", "kcal": "千卡", "dB": "分贝", "db": "分贝", "px": "像素", "rpm": "转每分", "mmHg": "毫米汞柱",
    "ha": "公顷", "ft": "英尺", "lb": "磅", "lbs": "磅", "oz": "盎司", "mi": "英里", "mph": "英里每小时",
    "Ω": "欧姆", "mol": "摩尔", "mmol": "毫摩尔", "μmol": "微摩尔", "fps": "帧每秒", "Mbps": "兆比特每秒",
    "Gbps": "吉比特每秒", "GB": "G B", "MB": "M B", "KB": "K B", "kB": "K B", "TB": "T B", "PB": "P B",
    "℃": "摄氏度", "°C": "摄氏度", "°c": "摄氏度", "℉": "华氏度", "°F": "华氏度", "°": "度",
}  # fmt: skip
UNIT = "|".join(re.escape(unit) for unit in sorted(UNITS, key=len, reverse=True))
#: What may stand after "/" besides a unit: 元/斤 is 元每斤.
PER = (
    "人|天|年|月|日|斤|公斤|千克|吨|米|平方米|平米|小时|次|个|件|亩|升|秒|分钟|分|盒|瓶|位|股|晚|间|张|份|套|桶|"
    "度|千瓦时|立方米"
)

#: Signs and codes of money, as said after the number.
MONEY = {
    "US$": "美元", "HK$": "港元", "NT$": "新台币", "A$": "澳元", "C$": "加元", "S$": "新加坡元", "$": "美元",
    "¥": "元", "€": "欧元", "£": "英镑", "₩": "韩元", "₹": "卢比", "₽": "卢布", "฿": "泰铢", "₫": "越南盾",
    "RMB": "元", "CNY": "元", "USD": "美元", "EUR": "欧元", "GBP": "英镑", "JPY": "日元", "HKD": "港元", "¢": "美分",
}  # fmt: skip
CURRENCY = "|".join(re.escape(sign) for sign in sorted(MONEY, key=len, reverse=True))

#: Capitals that are said as a word; and words that are only set in capitals.
ACRONYMS = frozenset(
    words_of("""
    NASA NATO UNESCO UNICEF OPEC AIDS COVID FIFA UEFA RAM ROM JSON PIN SIM GIF JPEG ASCII SARS MERS APEC ASEAN TOEFL
    IELTS IKEA LEGO NIKE ZARA VISA SWIFT JAVA BASIC LINUX UNIX OK WIFI APP LOGO EMAIL YES NO HELLO HI BYE LOVE WOW
    SALE NEW HOT THE AND FOR YOU OPEN STOP HAPPY LIVE SHOW TEAM KING PRO MAX PLUS MINI ULTRA NANO  RADAR LASER
    SCUBA NASDAQ OPPO VIVO SONY CASIO INTEL APPLE GOOGLE PYTHON EXCEL WORD MOOC YOLO CAPTCHA BRICS WAP MODEM
    PICO DISCO SOHO ICON COOL VOGUE ELLE DIOR GUCCI PRADA ROLEX FILA PUMA OMEGA BOSS BABY GIRL BOY MAN CAFE SPA
    """)
)
