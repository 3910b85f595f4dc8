"""Speech tags in Chinese: the colon rule first (``黛玉道：“…”``), then a tag after the quotation (``“…”黛玉说。``).

Names stand without spaces, so the subject is what is left of the clause before a verb of speech when manner words and
leads are taken away. The facts sheet, section 8, has the rules; the word lists are our own.
"""

from __future__ import annotations

import re

from audiobook.prep.attribution.model import Sex
from audiobook.prep.attribution.tag_chinese_who import ONE_SIGN, ROLES, person_in, sure_person
from audiobook.prep.attribution.tag_phrases import Phrase
from audiobook.prep.attribution.tag_subjects import Found

_VERB = (
    r"(?:[说說问問答叫喊笑哭骂罵嚷想叹嘆应應喝劝勸谢謝回吩咐低语語吼]道|告诉|告訴|回答|吩咐|大喊|大叫|喊叫|低语|反问|反問|追问|追問|解释|解釋|补充|補充|插嘴|嘟囔"
    r"|抱怨|附和道?|赞叹|讚嘆|念叨|唠叨|嚷嚷|呵斥|喝问|质问|質問|盘问|请求|請求|恳求|懇求|央求|哀求|承认|承認|否认|否認|坦白|强调|強調|警告|威胁|讽刺|嘲笑|挖苦|打趣|调侃|開玩笑|讲道|講道|骂骂咧咧|哼哼|吟道|唱道|念道|讥讽|声明|宣称|报告|報告|汇报|通报|总结|分析|猜测|猜測|断言|打断|打斷|抢白|反驳|反駁|辩解|辯解|争辩|推辞|保证|保證|发誓|發誓|赔罪|道歉|道谢|自我介绍|谦虚|招呼|招呼道|嘱咐|囑咐|叮嘱|叮囑|叮咛|訓斥|训斥|斥责|责备|責備|埋怨|提醒|建议|建議|命令|宣布|感叹|感嘆|惊呼|驚呼|安慰|催促|嘀咕|开口|開口|接口|说话|发话|答应|答應|说|說|道|问|問|答|喊|叫|嚷|骂|罵|曰|云|吼)"
)
_MANNER = (
    r"(?:一面|一边|一邊|连忙|連忙|急忙|赶忙|趕忙|立刻|马上|馬上|终于|終於|只好|只是|这才|這才|又|也|便|就|忙|因|乃|却|卻|才|方|都|只|还|還|且|再|先|遂|即|亦|复|復"
    r"|笑着|笑著|哭着|哭著|红着脸|紅著臉|流着泪|喘着气|皱着眉|叹着气|笑嘻嘻|笑眯眯|气呼呼|冷冷|淡淡|轻轻|輕輕|悄悄|慢慢|缓缓|缓慢|冷笑|大笑|微笑|苦笑|陪笑|赔笑|含笑|嘻嘻"
    r"|低声|低聲|大声|大聲|轻声|輕聲|小声|小聲|高声|高聲|厉声|柔声|齐声|连声|沉声|忽然|突然|接着|接著|继续|繼續|不禁|不由得|忍不住|地|着|笑|叹气|嘆氣|叹|嘆|哭|急|怒|喜"
    r"|向前|上前|回头|回頭|点点头|点头|點頭|摇摇头|摇头|搖頭|听了|聽了|听说|聽說|见了|見了|对他|对她|对我|向他|向她|向我|问他|问她)"
)
_VOICE = r"[低高大小轻輕厉厲柔齐齊连連沉颤顫失朗尖哑啞粗细細怒冷悄同应應闷悶颤][声聲]"
_LEAD = re.compile(
    r"^(?:只见|只見|只听见|只听|只聽|忽听|忽聽|忽见|忽見|原来|原來|却说|卻說|于是|於是|这时候|这时|這時|此时|此時|那时|谁知|誰知|当下|當下|不料|但是|可是|但|可|而|早有|次日|一时|一時|这里"
    r"|那边|那邊|后来|後來|说着|說著|因见|因見|方才|随后|隨後|正|恰|过了一会儿|过了一会|半天|半晌|最后|晚上|早上|第二天|忽然|突然|然后|然後|接着|接著|终于|終於|结果|結果|于是乎|不久|散场以后|旁边的|坐在旁边的|站在门口的)+"
)
_SUFFIX = r"(?:了?一句|了?一声|了?一聲|了?起来|了?起來|着|著|道|了|个不停)?(?:他|她|我|你|大家|众人|眾人|他们|她们)?"
_TAIL = re.compile(rf"(?P<who>[\u4e00-\u9fff·]{{1,16}}?)(?:{_MANNER}){{0,4}}(?P<verb>{_VERB}){_SUFFIX}$")
_AFTER = re.compile(
    rf"\s*[，,]?(?P<clause>[\u4e00-\u9fff·]{{1,18}}?(?P<verb>{_VERB}))"
    rf"(?={_SUFFIX}(?:[。，！？；：、,.!?\s]|$))"
)
_TO_WHOM = re.compile(
    r"(?:向|对|對|和|与|與|朝|冲|跟|把|拉|指着|指著|望着|望著|看着|看著|看了|听|聽|见|見|从|從|转过|转身|抬起|放下|走到|走过|站起|拿起|摇了|点了|叹了|笑了|低下|停下|瞪|推开|拍)"
)
_VERB_ONLY = re.compile(rf"(?:{_MANNER}|开口|開口|张口|{_VOICE})*{_VERB}{{1,2}}{_SUFFIX}")
_CLAUSE = re.compile(r"[，。！？；：、…—\s“”‘’「」『』,.!?;:()（）]")
_REACH = 60
_LONGEST_NAME = 5
#: An adverb and a verb: 慈祥地说 (own judgement).
_SHORT_CLAUSE = 7
_HE, _SHE, _SELF = {"他"}, {"她"}, {"我"}
#: Behind 他 these make another subject: they, or his mother.
_NOT_ALONE = frozenset("们們的母父妈媽爸爹娘哥姐弟妹爷奶老妻丈儿兒女姑叔舅姨")
_OTHERS = {
    "你",
    "您",
    "咱",
    "它",
    "他们",
    "她们",
    "我们",
    "大家",
    "众人",
    "眾人",
    "他們",
    "她們",
    "我們",
    "你们",
    "有人",
    "人们",
}
_NO_NAME = frozenset("我你他她们們的了是在有不个個就都也还還着著把被和与與之其何哪怎这這那又便")
_FEMALE = (*"妈媽娘姐姊妹婆奶嫂婶嬸姑姨妻女", "太太", "夫人", "小姐", "女士")
_MALE = (*"爸爹爷爺哥弟叔伯舅夫公", "先生", "大爷", "少爷", "老头")
_ROLES = re.compile(rf"(?:人|员|員|长|長|师|師|{ROLES})$")


def after(text: str, spoken: str, language: str) -> Found | None:
    """The subject of a tag right after a quotation; a colon there leads to the next one instead."""
    _ = spoken, language
    found = _AFTER.match(text[:_REACH])
    if not found:
        # "“我？”老周吃了一惊，“…”": what the speaker does in the middle of his words.
        if late := _late_verb(text):
            return late
        middle = text.rstrip()
        if len(middle) > _REACH or not middle.endswith(("，", ",")):
            return None
        return _first_subject([(m.start(), m[0]) for m in re.finditer(r"[\u4e00-\u9fff·]+", middle)], spoken=False)
    if text[found.end() : found.end() + 1] in {"：", ":"}:
        return None
    return _subject(found["clause"], found.start("clause"))


def _late_verb(text: str) -> Found | None:
    """The subject of a sentence whose verb of speech comes in a later clause (秦老师环视了一圈，问道)."""
    sentence = re.match(r"[^。！？!?”」\n]*", text[:_REACH])
    clauses = [(m.start(), m[0]) for m in re.finditer(r"[\u4e00-\u9fff·]+", sentence[0])] if sentence else []
    for n, (_, clause) in enumerate(clauses[1:], 1):
        if _VERB_ONLY.fullmatch(clause) or (len(clause) <= _SHORT_CLAUSE and re.search(rf"地{_VERB}$", clause)):
            return _first_subject(clauses[:n], spoken=True)
    return None


def before(text: str, language: str) -> Found | None:
    """The subject of the narration that leads to a quotation: the clause with the verb before a colon or a comma."""
    _ = language
    tail = text.rstrip(" \u3000\n")
    if not tail.endswith(("：", ":", "，", ",")):
        return None
    colon = tail.endswith(("：", ":"))
    begin = max(0, len(tail) - _REACH)
    sentence = max(tail.rfind(sign, begin, len(tail) - 1) for sign in "。！？”」")
    begin = max(begin, sentence + 1)
    clauses = [(m.start() + begin, m[0]) for m in re.finditer(r"[\u4e00-\u9fff·]+", tail[begin:])]
    for at, clause in reversed(clauses):
        if _TAIL.search(clause) and (found := _subject(clause, at)):
            return found
    if colon:
        return _first_subject(clauses, spoken=any(_TAIL.search(c) or _VERB_ONLY.fullmatch(c) for _, c in clauses))
    # "他转过身来，说，“…”": the verb alone, its subject in a clause before.
    if clauses and _VERB_ONLY.fullmatch(clauses[-1][1]):
        return _first_subject(clauses[:-1], spoken=True)
    return None


def _first_subject(clauses: list[tuple[int, str]], *, spoken: bool) -> Found | None:
    """The subject of the first clause that has one: what stands before its first word of action."""
    for at, clause in clauses:
        if _VERB_ONLY.fullmatch(clause):
            continue
        who, start = _person(*_stripped(clause, at))
        if phrase := _phrase(who):
            return Found(phrase, near=False, strong=spoken, start=start, end=start + len(who))
    return None


def _person(words: str, at: int) -> tuple[str, int]:
    """The subject at the head of a clause, and where it stands; manner words are taken from its end."""
    if words[:1] in _HE | _SHE | _SELF and words[1:2] not in _NOT_ALONE:
        return words[0], at
    if words in _OTHERS:
        return words, at
    who = person_in(words)
    if who != sure_person(who):
        if whom := _TO_WHOM.search(who):
            who = who[: whom.start()]
        who = re.sub(rf"(?<=..)(?:{_MANNER})+$", "", who)
    return who, at + max(0, words.find(who))


def _stripped(clause: str, at: int) -> tuple[str, int]:
    lead = _LEAD.match(clause)
    skipped = lead.end() if lead else 0
    return clause[skipped:], at + skipped


def _subject(clause: str, at: int) -> Found | None:
    """The subject of a clause that ends in a verb of speech."""
    if _VERB_ONLY.fullmatch(clause):
        return None
    found = _TAIL.search(clause)
    if not found:
        return None
    words = found["who"] + ("地" if clause[found.end("who") :].startswith("地") else "")
    who, start = _person(*_stripped(words, at + found.start("who")))
    phrase = _phrase(who)
    return Found(phrase, near=True, strong=True, start=start, end=start + len(who)) if phrase else None


def _phrase(who: str) -> Phrase | None:
    """What kind of subject these words are; ``None`` when they look like no person."""
    for words, kind, sex in (
        (_HE, "pronoun", Sex.MALE),
        (_SHE, "pronoun", Sex.FEMALE),
        (_SELF, "self", Sex.UNKNOWN),
    ):
        if who in words:
            return Phrase(kind, who, sex, 0, 1)
    if who in _OTHERS or not who:
        return None
    owned = re.fullmatch(r"(?:他|她|我|咱)(?:的)?([^们們]{1,3})", who)
    if owned and not owned[1].endswith((*_FEMALE, *_MALE, "亲", "親", "儿子", "丈夫", "朋友", "同学", "孩子")):
        return None
    if owned or _ROLES.search(who):
        return Phrase("noun", who, _sex(who), 0, 1) if len(who) <= _LONGEST_NAME + 3 else None
    long = len(who) > _LONGEST_NAME and "·" not in who
    if (len(who) == 1 and who not in ONE_SIGN) or long or set(who[1:]) & _NO_NAME:
        return None
    return Phrase("name", who, _sex(who), 0, 1)


def _sex(who: str) -> Sex:
    if who.endswith(_FEMALE):
        return Sex.FEMALE
    return Sex.MALE if who.endswith(_MALE) else Sex.UNKNOWN
