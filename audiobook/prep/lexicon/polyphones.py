"""Common Chinese characters with several readings, and the words in which each reading is plain.

Readings as dictionaries of Mandarin have them (现代汉语词典); the choice of characters and words is our own. The
particles (的 了 着 得 地 过) are left out: grammar decides their readings and every engine knows them.
"""

from __future__ import annotations

from dataclasses import dataclass

#: character, then reading:words for each reading; 姓 among the words marks the reading as a family name.
_TABLE = """
行 xíng:行走,行动,行为,进行,旅行,举行,不行,行李,流行,同行,飞行 háng:银行,行业,行列,内行,外行,行家,一行
重 zhòng:重要,重量,严重,尊重,沉重,重视,重大 chóng:重新,重复,重庆,重重,重逢,重阳
长 cháng:长短,长江,长安,长城,很长,长久,漫长,身长 zhǎng:长大,生长,成长,校长,市长,家长,部长,队长,长辈,首长
乐 lè:快乐,欢乐,乐意,可乐,乐观,娱乐 yuè:音乐,乐器,乐队,乐曲,姓
单 dān:简单,单独,单位,孤单,单纯 shàn:姓 chán:单于
仇 chóu:仇恨,报仇,仇人,复仇 qiú:姓
区 qū:地区,区别,小区,区域 ōu:姓
解 jiě:解释,解决,了解,解放,理解,解开 jiè:押解,解元 xiè:姓,解数
任 rèn:任务,责任,任何,信任,任命 rén:姓
曾 céng:曾经,不曾,未曾,何曾 zēng:曾孙,曾祖,姓
华 huá:中华,华丽,繁华,年华,华人 huà:华山,华佗,姓
查 chá:检查,调查,查看 zhā:姓
朴 pǔ:朴素,朴实,简朴 piáo:姓 pō:朴刀
尉 wèi:上尉,太尉,尉官 yù:尉迟
盖 gài:盖子,覆盖,掩盖 gě:姓
繁 fán:繁荣,繁华,频繁 pó:姓
翟 zhái:姓 dí:墨翟
秘 mì:秘密,神秘,秘书 bì:秘鲁,姓
晟 shèng:大晟 chéng:姓
员 yuán:人员,官员,成员 yùn:姓
纪 jì:世纪,年纪,纪念 jǐ:姓
燕 yàn:燕子,海燕 yān:燕国,燕山,燕京,姓
宁 níng:安宁,宁静,宁可 nìng:宁愿,宁肯,姓
应 yīng:应该,应当,应有 yìng:答应,回应,反应,响应,应付,应酬
种 zhǒng:种子,种类,各种,这种 zhòng:种地,种植,种田,栽种 chóng:姓
冯 féng:姓 píng:冯河
车 chē:汽车,马车,车子,火车 jū:车马炮
都 dōu:都是,都有,全都,大都 dū:首都,都市,京都,都督,成都,国都
还 hái:还是,还有,还要,还在,还没 huán:归还,还书,还钱,还手,奉还
好 hǎo:很好,好人,好像,好看,只好,正好 hào:爱好,好奇,好学,喜好,嗜好
和 hé:和平,和气,和尚,温和 huó:和面 huò:和药,搅和 hè:附和,唱和,应和 hú:和牌
会 huì:会议,机会,开会,不会,学会 kuài:会计,会稽
假 jiǎ:真假,假装,假如,虚假 jià:放假,假期,请假,暑假
间 jiān:时间,房间,中间,人间,期间 jiàn:间断,间隔,间谍,离间,相间
将 jiāng:将来,将要,即将,将军 jiàng:将领,大将,上将,名将,将士,武将
教 jiào:教育,教室,宗教,教训,请教 jiāo:教书,教给,教你,教我
觉 jué:觉得,感觉,发觉,觉悟 jiào:睡觉,午觉
空 kōng:天空,空气,空中,太空 kòng:空白,空闲,有空,抽空,空缺
落 luò:落下,降落,角落,村落,部落 là:落下了,丢三落四 lào:落枕
率 shuài:率领,率先,草率,直率,坦率 lǜ:效率,比率,速率,概率
没 méi:没有,没人,还没 mò:淹没,沉没,没收,埋没,出没
难 nán:困难,难过,难道,难受 nàn:灾难,苦难,难民,遇难,避难
宿 sù:宿舍,住宿,宿命 xiǔ:一宿,整宿 xiù:星宿,二十八宿
弹 tán:弹琴,弹奏,弹性,反弹 dàn:子弹,炸弹,炮弹,导弹
调 diào:调查,声调,调动,曲调,腔调 tiáo:调整,空调,调皮,协调,调解,调和
为 wéi:成为,认为,作为,以为,行为,为难 wèi:为了,因为,为什么,为何
相 xiāng:互相,相信,相同,相当,相对 xiàng:照相,相貌,宰相,丞相,真相,首相,相公
兴 xīng:兴奋,兴起,复兴,兴旺,兴建 xìng:高兴,兴趣,兴致,尽兴
要 yào:重要,需要,不要,只要,要是 yāo:要求,要挟
与 yǔ:与其,给与 yù:参与,与会
载 zǎi:记载,千载,登载,转载 zài:载重,装载,运载,满载
脏 zāng:肮脏,脏水,很脏 zàng:心脏,内脏,肝脏
择 zé:选择,择友 zhái:择菜
扎 zhā:扎实,驻扎,扎根 zhá:挣扎 zā:包扎,扎辫子
占 zhàn:占领,占据,强占 zhān:占卜,占卦
涨 zhǎng:上涨,涨价,高涨 zhàng:涨红,头昏脑涨
折 zhé:折断,转折,折磨,曲折,打折 shé:折本,折耗 zhē:折腾
正 zhèng:正确,真正,正好,正在 zhēng:正月
症 zhèng:病症,症状 zhēng:症结
殖 zhí:殖民,繁殖 shi:骨殖
中 zhōng:中间,中国,中心,心中,其中 zhòng:中毒,中奖,中计,中意,看中,射中,击中,中举
转 zhuǎn:转身,转变,转眼,转移 zhuàn:转动,转圈,旋转,打转
传 chuán:传说,传统,流传,宣传,传达 zhuàn:自传,传记,水浒传,列传,外传
藏 cáng:收藏,隐藏,躲藏,埋藏 zàng:西藏,宝藏,藏族,矿藏
朝 cháo:朝廷,朝代,王朝,唐朝,朝着 zhāo:朝阳,朝夕,朝霞,今朝
称 chēng:称呼,名称,称为,自称 chèn:称心,对称,相称,匀称
乘 chéng:乘坐,乘客,乘机 shèng:千乘,史乘
处 chù:处所,到处,好处,办事处,远处,四处 chǔ:处理,相处,处分,处罚,处境
畜 chù:家畜,牲畜,畜生 xù:畜牧,畜养
创 chuàng:创造,创作,创立 chuāng:创伤,重创,创口
答 dá:回答,答案,报答,问答 dā:答应,答理
大 dà:大家,大人,巨大,大小,很大 dài:大夫
待 dài:等待,对待,招待,待遇 dāi:待会,待着
当 dāng:当时,当然,应当,当年,当中 dàng:当作,上当,恰当,适当,当铺,当做
倒 dǎo:倒下,打倒,摔倒,跌倒 dào:倒水,倒是,反倒,倒茶,倒退
度 dù:温度,程度,态度,过度 duó:揣度,猜度,忖度
恶 è:恶劣,凶恶,罪恶,善恶 wù:厌恶,可恶,憎恶,好恶 ě:恶心
发 fā:发现,发生,发展,出发 fà:头发,理发,白发,毛发
分 fēn:分别,分开,十分,分钟 fèn:水分,身分,成分,过分,部分,本分,缘分
佛 fó:佛教,佛像,念佛 fú:仿佛
给 gěi:给你,给我,送给,交给 jǐ:给予,供给,补给
更 gèng:更加,更好,更多 gēng:更换,三更,五更,变更,更夫,更衣
供 gōng:供给,提供,供应 gòng:供品,口供,供词,上供
冠 guān:皇冠,衣冠,王冠,鸡冠 guàn:冠军,冠名
喝 hē:喝水,喝酒,喝茶,吃喝 hè:喝彩,大喝,喝道,喝令
横 héng:横竖,横行,纵横 hèng:蛮横,横财,横死
哄 hōng:哄堂,哄动 hǒng:哄骗,哄孩子 hòng:起哄,一哄
几 jǐ:几个,几天,几年,好几 jī:茶几,几乎,几案
夹 jiā:夹子,夹杂,夹住 jiá:夹袄,夹衣
角 jiǎo:角落,三角,牛角,嘴角,眼角 jué:角色,主角,角斗,配角
结 jié:结果,结束,结婚,团结 jiē:结实,结巴
尽 jìn:尽力,尽头,穷尽,无尽 jǐn:尽管,尽量,尽快,尽早
禁 jìn:禁止,严禁,禁地,宫禁 jīn:不禁,禁受,情不自禁
劲 jìn:干劲,使劲,有劲,用劲 jìng:强劲,刚劲,劲敌,劲旅
卡 kǎ:卡片,卡车 qiǎ:关卡,卡住,发卡
看 kàn:看见,看着,看到,观看,好看 kān:看守,看门,看护,看管
累 lèi:劳累,很累,疲累 lěi:积累,连累,累积,累计 léi:累赘
量 liàng:力量,数量,质量,重量 liáng:商量,测量,打量,丈量
笼 lóng:笼子,鸟笼,灯笼 lǒng:笼罩,笼统
露 lù:露水,暴露,露出,雨露,甘露 lòu:露面,露脸,露馅
绿 lǜ:绿色,绿叶,碧绿 lù:绿林,鸭绿江
蒙 méng:蒙蔽,启蒙,蒙受 mēng:蒙骗 měng:蒙古
磨 mó:磨练,折磨,磨刀,磨难 mò:磨坊,石磨,磨盘
便 biàn:方便,便是,随便,便利 pián:便宜
薄 báo:薄片,很薄 bó:薄弱,单薄,淡薄,刻薄 bò:薄荷
泊 bó:停泊,漂泊,淡泊 pō:湖泊,梁山泊,血泊
参 cān:参加,参观,参考 shēn:人参,参商 cēn:参差
差 chā:差别,差距,误差 chà:差不多,差点,很差 chāi:差使,出差,公差,差役 cī:参差
"""


@dataclass(frozen=True, slots=True)
class Polyphone:
    """A character's ``readings`` in pinyin with a word each; ``plain`` words need no check; ``surname``'s reading."""

    readings: tuple[tuple[str, str], ...]
    plain: frozenset[str]
    surname: str


def _polyphone(row: str) -> tuple[str, Polyphone]:
    char, *parts = row.split()
    pairs = [(reading, words.split(",")) for reading, _, words in (part.partition(":") for part in parts)]
    surname = next((reading for reading, words in pairs if "姓" in words), "")
    plain = frozenset(word for _, words in pairs for word in words if word != "姓")
    return char, Polyphone(tuple((reading, words[0]) for reading, words in pairs), plain, surname)


#: By character.
POLYPHONES = dict(_polyphone(row) for row in _TABLE.split("\n") if len(row.split()) > 2)  # noqa: PLR2004
