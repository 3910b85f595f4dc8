"""One text for the rules: half-width and simplified, a character for a character, so that places stay the same."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

#: Traditional and simplified, pairwise: the words that the rules look for or say, and frequent words that tell the
#: two scripts apart. Where simplified stands for several (后, 里, 只, 发 …) the pair only folds, see _FOLD_ONLY.
_PAIRS = """
兩两 點点 萬万 億亿 負负 攝摄 華华 時时 鐘钟 號号 話话 題题 減减 於于 對对 網网 頁页 節节 歐欧 鎊镑 韓韩 盧卢 幣币
馬马 噸吨 價价 錢钱 塊块 個个 隻只 條条 張张 輛辆 臺台 間间 顆颗 頭头 雙双 盤盘 場场 頓顿 課课 種种 類类 樣样 項项
歲岁 畝亩 頃顷 層层 樓楼 組组 戶户 門门 棟栋 陣阵 聲声 槍枪 發发 輪轮 屆届 幫帮 籃篮 壺壶 劑剂 針针 筆笔 樁桩 學学
國国 隊队 黨党 軍军 側侧 邊边 單单 級级 線线 勝胜 領领 贏赢 輸输 擊击 敗败 戰战 籌筹 後后 飛飞 機机 車车 會会 議议
開开 現现 約约 從从 熱热 電电 撥拨 報报 傳传 碼码 證证 賬账 帳账 編编 訂订 郵邮 溫温 氣气 體体 視视 歷历 曆历 為为
紀纪 來来 過过 達达 滿满 內内 週周 際际 緯纬 東东 經经 絕绝 險险 獲获 決决 賽赛 終终 擬拟 連连 員员 們们 這这 說说
沒没 還还 麼么 裡里 裏里 見见 長长 書书 愛爱 樂乐 買买 賣卖 實实 動动 問问 無无 應应 當当 將将 與与 產产 業业 親亲
變变 讓让 記记 認认 識识 語语 請请 誰谁 讀读 寫写 聽听 覺觉 關关 陽阳 陰阴 隨随 難难 雞鸡 離离 願愿 風风 飯饭 馮冯
驚惊 魚鱼 鳥鸟 麗丽 黃黄 龍龙 淚泪 師师 帶带 幾几 廣广 強强 總总 戲戏 損损 撿捡 擔担 據据 搶抢 數数 斷断 舊旧 曉晓
術术 樹树 橋桥 檢检 歡欢 殺杀 氫氢 漢汉 灣湾 濟济 燈灯 爺爷 牆墙 獨独 畫画 療疗 盡尽 眾众 礙碍 禮礼 積积 窮穷 競竞
範范 簡简 糧粮 緊紧 織织 結结 給给 統统 絲丝 練练 縣县 縮缩 罵骂 羅罗 習习 聯联 職职 腦脑 臉脸 興兴 舉举 艦舰 蘭兰
處处 虧亏 蟲虫 補补 裝装 規规 覽览 觀观 計计 訪访 設设 評评 試试 詩诗 誤误 調调 談谈 論论 謝谢 護护 貓猫 貝贝 財财
責责 貨货 費费 貴贵 資资 賓宾 質质 賞赏 趕赶 跡迹 蹟迹 轉转 辦办 農农 運运 進进 遊游 遠远 適适 選选 遺遗 鄉乡 鄭郑
醫医 釋释 鐵铁 銀银 鋼钢 錄录 錯错 鎮镇 鏡镜 閃闪 閉闭 閱阅 闆板 隱隐 雖虽 雜杂 靜静 響响 頂顶 順顺 預预 顧顾 顯显
養养 館馆 驗验 騎骑 鬥斗 鬧闹 魯鲁 鮮鲜 麥麦 齊齐 齡龄 環环 瑪玛 維维 納纳 爾尔 倫伦 亞亚 薩萨 奧奥 託托 圖图 園园
圓圆 團团 壓压 聖圣 誕诞 幹干 鬆松 釐厘 龐庞 賴赖 鏈链 構构 標标 檔档 測测 潛潜 濃浓 湯汤 燒烧 牽牵 狀状 衛卫 衝冲
複复 復复 徑径 彈弹 徹彻 憶忆 態态 懷怀 慶庆 專专 叢丛 豐丰 爲为 義义 烏乌 喬乔 侖仑 夥伙 餘余 兒儿 兌兑 茲兹 冊册
準准 凱凯 劃划 則则 創创 別别 製制 務务 勞劳 區区 捲卷 廂厢 廈厦 髮发 疊叠 祇只 檯台 颱台 葉叶 嗎吗 啓启 喲哟 壇坛
罈坛 奪夺 獎奖 婦妇 寶宝 宮宫 寬宽 寢寝 壽寿 屬属 鉅巨 佈布 幀帧 蓆席 乾干 牀床 彔录 徵征 慘惨 纔才 揮挥 敵敌 晉晋
桿杆 槓杠 盃杯 橫横 殲歼 畢毕 註注 瀏浏 災灾 盞盏 禎祯 篤笃 籠笼 係系 繫系 紅红 績绩 緒绪 續续 縷缕 羣群 臘腊 緻致
捨舍 蘇苏 萊莱 錶表 襲袭 講讲 証证 詢询 誒诶 諾诺 貞贞 購购 賺赚 贊赞 讚赞 軟软 轟轰 載载 輩辈 鍼针 鍾钟 銖铢 銷销
鍋锅 鍵键 階阶 靂雳 麪面 鷹鹰
"""
#: Folded, but never unfolded: the simplified sign has other readings, or the traditional one is only a variant.
_FOLD_ONLY = frozenset(
    "釐裡裏隻後發帳曆臺蹟復幹鬆鬥闆圓託遊於衝專叢豐爲義烏喬侖夥餘兒兌冊準凱則創別製務勞區捲廂廈髮疊祇檯颱葉嗎啓"
    "喲壇罈奪獎婦寶宮寬寢壽屬鉅佈蓆乾牀彔徵慘纔揮敵晉桿盃橫殲畢註瀏災盞禎篤籠係繫紅績緒續縷羣臘緻捨蘇萊錶襲講証"
    "詢誒諾貞購賺贊讚軟轟載輩鍼鍾銷鍋鍵階靂麪鷹"
)
_FOLD = {pair[0]: pair[1] for pair in _PAIRS.split()}
_UNFOLD = str.maketrans({new: old for old, new in _FOLD.items() if old not in _FOLD_ONLY} | {"于": "於"})
#: Regions that write traditional characters.
_REGIONS = frozenset({"TW", "HK", "MO"})
#: Full-width signs that mean the same as half-width ones between digits and letters. Commas, points that end a
#: sentence, marks and brackets are left out: they are punctuation.
_SIGNS = "₀₁₂₃₄₅₆₇₈₉＃＄％＆＊＋－．／：＜＝＞＠＾＿～￥￡￠−‐‑–﹪〜∼∶’′″"
_HALF = "0123456789#$%&*+-./:<=>@^_~¥£¢----%~~:'′″"


def _table() -> dict[int, str]:
    table = {ord(old): new for old, new in _FOLD.items()}
    for first, last in (("０", "９"), ("Ａ", "Ｚ"), ("ａ", "ｚ")):
        table |= {code: chr(code - 0xFEE0) for code in range(ord(first), ord(last) + 1)}
    return table | {ord(old): new for old, new in zip(_SIGNS, _HALF, strict=True)}


_TABLE = _table()


@dataclass(frozen=True, slots=True)
class Folded:
    """``text`` is as long as the original; ``traditional`` says in which script spoken words are to be."""

    text: str
    original: str
    traditional: bool

    def own(self, said: str) -> str:
        """Words of ours in the script of the text."""
        return said.translate(_UNFOLD) if self.traditional else said


@lru_cache(maxsize=8192)
def _script(char: str) -> int:
    """1 for a sign that only the traditional character set of Taiwan has, -1 for one only in the mainland's, else 0."""
    return _encodes(char, "big5") - _encodes(char, "gb2312")


def _encodes(char: str, encoding: str) -> bool:
    try:
        char.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def fold(text: str, around: str = "", region: str = "") -> Folded:
    """``around`` is more of the same paragraph, which helps to tell the script; a region settles it."""
    seen = text + around
    scripts = [_script(char) for char in seen if char >= "\u4e00"]
    old, new = scripts.count(1), scripts.count(-1)
    return Folded(text.translate(_TABLE), text, old > new or (old == new and region in _REGIONS))


def half_width(text: str) -> str:
    """Full-width letters, digits and signs as ordinary ones; nothing else changes."""
    return "".join(chr(ord(char) - 0xFEE0) if "！" <= char <= "～" else char for char in text)
