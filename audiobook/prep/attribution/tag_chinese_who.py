"""Who begins a Chinese clause: names stand without spaces, so their end is found from how names are made.

A name is 老, 小 or 阿 and one sign, a surname with a title (陈婶, 林助手), a role (老板娘), or a surname with one or
two signs; what comes after it is a word of action or manner. Word lists are our own, the surnames common.
"""

from __future__ import annotations

import re

_HAN = r"[\u4e00-\u9fff]"
_SURNAMES = (
    "王李张張刘劉陈陳杨楊赵趙黄黃周吴吳徐孙孫胡朱高林何郭马馬罗羅梁宋郑鄭谢謝韩韓唐冯馮于董萧蕭程曹袁邓鄧许許傅沈曾彭吕呂苏蘇卢盧蒋蔣蔡贾賈丁魏薛叶葉阎閻余潘杜戴夏锺鍾钟鐘汪田"
    "任姜范方石姚谭譚廖邹鄒熊金陆陸郝孔白崔康毛邱秦江史顾顧侯邵孟龙龍万萬段雷钱錢汤湯尹黎易常武乔喬贺賀赖賴龚龔文庞龐樊兰蘭殷施陶洪翟安颜顏倪严嚴牛温溫芦季俞章鲁魯葛伍韦韋申尤毕畢聂聶"
    "柳邢路岳齐齊梅莫庄莊辛管祝左涂谷祁时舒耿牟卜詹关關苗凌费費纪紀靳盛童欧歐甄项項曲成游阳裴席卫衛查屈鲍鮑位覃霍翁隋甘景薄单包司柏宁柯阮桂闵解强柴华車车冉房边"
)
_DOUBLE = "欧阳|歐陽|司马|司馬|诸葛|諸葛|上官|慕容|皇甫|令狐|东方|東方|公孙|公孫|端木|南宫|南宮|独孤|夏侯|尉迟|尉遲"
_TITLES = (
    "老太太|老爷子|太太|先生|小姐|夫人|女士|教授|老师|老師|师傅|師傅|师父|師父|助手|助理|掌柜的|掌柜|掌櫃|村长|村長|队长|隊長|班长|班長|连长|連長|团长|团長|校长|校長|院长|院長|局长|局長|所长|所長|处长|科长|科長"
    "|主任|经理|經理|老板娘|老闆娘|老板|老闆|医生|醫生|大夫|护士|護士|警官|探长|探長|秘书|秘書|书记|書記|司令|将军|將軍|大人|公子|姑娘|娘子|员外|員外|秀才|道长|道長|大娘|大爷|大爺|大妈|大媽|大婶|大嬸|大叔|大哥|大姐|大嫂|二叔|二哥"
    "|奶奶|爷爷|爺爷|爺爺|妈妈|媽媽|阿姨|伯伯|叔叔|婆婆|婶|嬸|嫂|姨|伯|叔|哥|姐|爷|爺|妈|媽|总|總|导|工|局|处|队|隊|头儿|頭兒"
)
ROLES = (
    "老板娘|老闆娘|老太太|老太婆|老奶奶|老爷爷|老爺爺|老头子|老頭子|老头儿|老头|老頭|老人家|老人|老汉|老漢|老师|老師|老板|老闆|老婆|老爷|老爺|老乡|老鄉|老者|老妇人|老婦人|老妇|老和尚|老板"
    "|小伙子|小姑娘|小男孩|小女孩|小孩子|小孩|小姐|小二|小贩|小販|小和尚|小偷|年轻人|年輕人|中年人|陌生人|女主人|男主人|主人|客人|旅客|病人|犯人|工人|农民|農民|渔夫|漁夫|船夫|车夫|車夫|猎人|獵人"
    "|母亲|母親|父亲|父親|妈妈|媽媽|爸爸|奶奶|爷爷|爺爺|外婆|外公|姥姥|姥爷|婆婆|公公|丈夫|妻子|太太|儿子|兒子|女儿|女兒|哥哥|弟弟|姐姐|妹妹|叔叔|阿姨|舅舅|姑姑|姑妈|姨妈|祖母|祖父|岳母|岳父|媳妇|媳婦|新娘|新郎"
    "|医生|醫生|大夫|护士|護士|警察|警官|警长|司机|司機|服务员|服務員|店员|店員|售货员|营业员|抄表员|邮差|郵差|邮递员|快递员|保安|门卫|門衛|厨师|廚師|裁缝|裁縫|木匠|铁匠|鐵匠|理发师|律师|律師|法官|记者|記者|编辑|編輯|翻译"
    "|船长|船長|队长|隊長|班长|班長|村长|村長|校长|校長|院长|院長|局长|局長|所长|站长|站長|镇长|县长|市长|市長|厂长|廠長|团长|連長|连长|排长|主任|经理|經理|秘书|秘書|书记|教授|助手|助理|导演|導演|教练|教練|馆长|馆員|管理员|管理員"
    "|将军|將軍|皇帝|皇上|皇后|太后|太监|太監|公主|王子|国王|國王|女王|大臣|丞相|县令|知府|捕快|侍卫|侍衛|丫鬟|丫环|丫頭|丫头|仆人|僕人|管家|掌柜的|掌柜|掌櫃|伙计|夥計|书生|書生|道士|和尚|尼姑|方丈|师父|師父|师傅|師傅|徒弟|师兄|師兄"
    "|女生|男生|女孩子|女孩|男孩子|男孩|孩子们|孩子|姑娘|少女|少年|青年|男人|女人|妇人|婦人|妇女|汉子|漢子|大汉|壮汉|大娘|大爷|大爺|大妈|大媽|大婶|大叔|大哥|大姐|大嫂|学生|學生|同学|同學|同事|邻居|鄰居|房东|房東|乞丐|强盗|士兵"
    "|军官|軍官|上校|少校|中尉|上尉|侦探|偵探|神父|牧师|牧師|修女|国务|售票员|列车员|列車員|乘客|导游|船员|水手|渔民|牧人|屠夫|媒婆|产婆|巫婆|机器人|機器人|狐狸|兔子|老虎|狮子|獅子"
)
_DETERMINER = r"(?:(?:一|那|这|這|有|另一|另|几|幾|第一|第二)(?:个|個|位|名|些|群)?)"
#: What begins the action behind a name; signs that hardly ever stand in one (own judgement).
_ACTION = (
    "蹲犹猶想看听聽停吃推跳抱揉抬低转轉站坐走摇搖点點拍将將在沉愣叹嘆回放拿伸指拉抓皱皺瞪擦喝端接摆擺挥揮跑追跟望盯举舉打开開关關忽突已又也才便就正很有没沒不是的了着著过過得地躺靠倒脱脫穿扔提咬闭閉睁睜闻聞挤擠爬飞飛"
    "哼拦攔扶搂摟递遞掏翻收取摸弯彎凑湊弄气氣急怒惊驚松鬆笑哭问問说說道叫喊骂罵嚷答吼劝勸踢撿捡搓隔附拨撥扑撲踩跺跪剥剝撑撐凿鑿吹抽煮掀敲按捏掐捶抹扫掃刷丢丟甩抛拋捧拎扛背搬挪塞挖刨埋盖蓋铺鋪贴貼撕剪切砍劈刺捅扎绑綁缠纏扯拽拖拔插挂掛悬晃蹦"
    "奔冲衝逃赶趕跨迈邁踏醒瞧瞥瞄瞅嗅尝嚐吞咽嚼舔吐咳喘吸讲講谈談瞇眯眨认認识識知怕恨爱恼惱羞喜悲痛苦慌忙赔賠陪颤顫抖嘟嘀咕嘻哈呵嘿噘撇抿抹拄拱拜磕鞠躬欠俯仰侧側探缩縮耸聳绷咧张張挣掙犹豫沉默微这這那却卻都再还還并並把被和与與对對向朝从從给給让讓"
    "為为因只仍刚剛先后後终終连連立轻輕悄慢快冷淡缓緩渐漸呆怔楞猛用以像似如仿彷压壓装裝假故特十分终於遲迟解释釋補补插改换換继繼续續勃默暗偷偏往捋仰撅努咂搀扒掰蹙攥咯"
)
_FUNCTION = frozenset(
    "我你他她它您咱们們的了是在有不个個就都也还還着著把被和与與之其哪怎这這那又便才再已却卻仍忽突正很没沒将將从從对對向朝因為为若如虽雖但而且或并並一两兩每某各什么麼么嗎吗呢吧啊呀无無毫非莫谁誰"
)
#: Those that stand not even behind a surname, where 如, 从, 一 may be given names.
_NEVER = frozenset("我你他她它们們的了是在不个個就都也还還着著把被这這那又便才再已却卻很没沒什么麼嗎吗呢吧")
#: Words that begin like a name and are none.
_NO_NAMES = re.compile(
    r"(?:高兴|高興|高声|高聲|于是|於是|方才|马上|馬上|张口|張口|张嘴|張嘴|关上|關上|关切|關切|安静|安靜|安慰|白了|任凭|何必|常常|连忙|連忙|连声|連聲|曾经|曾經|成天|温和|溫和|温柔|溫柔|左右|平静|明天|应声|應聲|双手|干脆|时而|时候"
    r"|万一|万分|石头|金色|文静|易如|武断|雷声|白天|严肃|嚴肅|严厉|嚴厲|强忍|强笑|解释|解釋|包括|成功|景色|查看|查问|单单|游移|回答|回话|反问|颤声|顫聲|颤抖|遲疑|迟疑|犹豫|猶豫|开口|開口|小声|小聲|小心|大声|大聲|老实|老實|阿弥|话音|声音"
    r"|[对對向朝跟把给給替从從冲沖]|说完|說完|说罢|心里|心裡|嘴里|嘴裡|眼里|口中|手里|手裡|脸上|臉上|门外|門外|屋里|屋裡|外面|里面|裡面|时间|時間|空气|房间|房間|电话|電話)"
)
_TIME_END = re.compile(
    r"(?:里|裡|以后|以後|之后|之後|后|後|时候|時候|时|時|以前|之前|天|晚|夜|晨|早上|晚上|上午|下午|中午|傍晚|会儿|會兒|年|月|日|点钟|下|外|间|間|处|處|边|邊|上)$"
)
_NICK = re.compile(rf"[老小阿](?!{_DETERMINER}){_HAN}(?:子|儿|兒|头|頭|婆|哥|姐|弟|妹|叔|伯|嫂|婶|爷)?")
_TITLED = re.compile(rf"(?:{_DOUBLE}|[{_SURNAMES}]){_HAN}{{0,2}}?(?:{_TITLES})")
_ROLE = re.compile(rf"{_DETERMINER}?(?:(?:他|她|我)(?:的)?)?{_HAN}{{0,1}}?(?:{ROLES})(?!们|們)")
_SURNAMED = re.compile(rf"(?:{_DOUBLE}|[{_SURNAMES}])")
_REDOUBLED = re.compile(rf"(?:({_HAN})\1({_HAN})\2|{_HAN}({_HAN})\3|({_HAN})\4)地?$")
_SHORTEST, _LONGEST = 2, 5
_GIVEN = 2


#: People and talking animals of one sign.
ONE_SIGN = frozenset("狼狐熊猫貓狗鬼爹娘妈媽爸帝僧")


def strip_adverb(words: str) -> str:
    """The words without a describing adverb at their end: 结结巴巴地, 慢吞吞, 轻轻地, 遲疑地."""
    if found := _REDOUBLED.search(words):
        return words[: found.start()]
    if words.endswith("地") and len(words) > _GIVEN:
        if words[0] in words[1:3] or len(words) <= _LONGEST - 1:
            return ""  # 彬彬有礼地, 不耐烦地: nothing but the adverb
        return words[:-3]
    return words


def sure_person(words: str) -> str:
    """The person that the words surely begin with: 老陈, 陈婶, 老板娘; empty when none does."""
    if words in ONE_SIGN:
        return words
    if _NO_NAMES.match(words):
        return ""
    for pattern in (_TITLED, _ROLE, _NICK):
        if (found := pattern.match(words)) and not set(found[0][1:-1]) & set(_ACTION):
            return found[0]
    return ""


def person_in(words: str) -> str:
    """The words for the person who begins a clause, as they stand; empty when it seems to name nobody."""
    if sure := sure_person(words):
        whole = strip_adverb(words)
        # A longer name that only looks like 小 and one sign: 小红帽.
        plain = len(whole) <= _LONGEST - 1 and not set(whole[len(sure) :]) & (set(_ACTION) | _FUNCTION)
        return whole if plain and whole.startswith(sure) and sure[0] in "老小阿" and len(sure) == _GIVEN else sure
    clause, relative, last = words.rpartition("的")
    if relative and (sure := sure_person(last)):
        return sure
    if relative and last and set(clause[1:]) & set(_ACTION):
        words = last
    surname = _SURNAMED.match(words)
    if words.endswith("地") and (not surname or len(words) >= _LONGEST):
        words = strip_adverb(words)
    if not words or _NO_NAMES.match(words):
        return ""
    surname = _SURNAMED.match(words)
    first = surname.end() if surname else 1
    end = _action_at(words, first + 1)
    if surname:
        end = min(end, first + _GIVEN)
    who = words[:end] if end < len(words) else strip_adverb(words)
    if not _SHORTEST <= len(who) <= (_LONGEST if "·" not in words else len(words)) or set(who) & (
        _NEVER if surname else _FUNCTION
    ):
        return ""
    return "" if not surname and _TIME_END.search(who) else who


def _action_at(words: str, start: int) -> int:
    """Where the action behind a name begins: a word of action, or a sign that is said twice."""
    for n in range(start, len(words)):
        if words[n] in _ACTION or words[n] == words[n - 1] != words[0]:
            return n - (words[n] == words[n - 1] and words[n] not in _ACTION and n - 1 >= start)
        if n + 1 < len(words) and words[n + 1] in "着著":
            return n
    return len(words)
