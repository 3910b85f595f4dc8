"""Short lines on a web page that are no text of its article: a site's labels, and who wrote it and when."""

from __future__ import annotations

import re

#: Short lines that are no text of an article, in the languages that we could write down; matched as a whole. What is
#: quoted or ends like a sentence is none of them: ``“Home.”``
_LABELS = r"""
advertisements?|ads?|sponsored( content)?|promoted( content)?|paid post|tweet( this)?|pin it|print|e-?mail( this)?
|share( this)?( article| story| post| page)?( on| via| with| to)?:?|copy (the )?link|link copied.{0,20}
|save( for later| article)?|bookmark( this)?|like( this)?|follow( us| me)?( on \w+)?
|related( articles?| stories| posts?| content| reading| topics?| links| coverage| news)?|recommended( for you| reading)?
|see also|(you|readers) (may|might|will) also (like|enjoy)|(most|trending|popular)( read| viewed| now| posts?| stories)?
|what to read next|up next|in case you missed it|editor[’']?s[’']? picks?|read (more|next|also|this next)
|(\d+ |view |show |load |all )?comments?( \(?\d+\)?| below)?|(free )?newsletters?|your e-?mail( address)?
|(tags?|tagged|topics?|categor(y|ies)|filed under|posted in|labels)( with| in)?( ?:.{0,120})?
|back to (the )?top|top|home|menu|search|close|(previous|next|older|newer)( (article|story|post|page|chapter)s?)?
|page \d+( of \d+)?|[\d\s|‹›«»<>…←→]+|\d+ ?-?min(ute)?s?( read)?|(accept|reject|allow)( all)?( cookies)?
|cookie (settings|policy|preferences)|privacy policy|terms( of (use|service))?|listen( to this (article|story))?
|edit( this page| source)?( on \w+)?|view( page)? source|was this (page|article) helpful\??|report (an error|this ad)
|clap|\d+ (claps?|likes?|shares?|views?|votes?|answers?|points?|replies)|rate this (article|recipe|page)
|print (this )?recipe|jump to recipe|pin recipe|anzeige|werbung|teilen|mehr zum thema|auch interessant|kommentare?
|zur startseite|publicité|partager|sur le même sujet|commentaires?|publicidad|compartir|comentarios?|más información
|pubblicità|condividi|publicidade|compartilhar|реклама|поделиться|комментарии|広告|関連記事|シェア(する)?
|あわせて読みたい|广告|廣告|分享|相关(阅读|新闻|推荐|文章|链接|报道|专题)|推荐(阅读|新闻|文章)?|延伸阅读|打印|关闭|热门(排行|推荐|文章)?
|评论([\s(（]*\d+[)）]?)?|我要评论|网友评论|阅读原文|更多(内容|精彩|新闻|资讯|文章)?|收藏|点赞|微信|微博|首页|登录|注册
"""
#: The same where anything may follow; a line that ends like a sentence is none of these.
_LEADS = r"""
sponsored by|(article|story|post) continues|continue reading|continued on|share (this|on|via|with|to)|follow (us|me) on
|(also )?available on|read (more|also|next):|more (from|on|in|about|stories|articles|news|like)|don[’']t miss
|get (the|our)|join our|enter your e-?mail|(leave|post|add|write) (a|your) (comment|reply|response)|(skip|jump) to
|(last )?(updated|modified|edited)( on| at)?:|posted (on|by|at)|lesen sie (auch|mehr)|(à )?lire aussi|lee también
|te puede interesar|leggi anche|leia também|читайте также|分享(到|至|给)|相关(阅读|新闻|推荐|文章|链接|报道|专题)[:：]
|延伸阅读[:：]|点击(这里|此处|进入|查看|下载|阅读|关注)|返回(首页|顶部|列表|目录)|字号|扫一扫|[上下]一[篇页条][:：]?
"""
#: The same, and sentences as well.
_SURE_LEADS = r"""
subscribe|(sign|log) (up|in) (to|for|with|or|now|here|and)|(this (web)?site|we) uses? cookies|copyright|©
|all rights reserved|(this|our) \w+ (may )?contains? affiliate links|suscríbete|s[’']abonner
|[（(]?(责任编辑|编辑|责编|校对)[:：]|(本文)?来源[:：]|发布时间[:：]|版权声明|免责声明|标签[:：]
"""
_BEFORE = r"[^\w\s“\"'‘「『„«]{0,4}\s*"
_AFTER = r"[\s:：>›»→|·↓()\[\]-]{0,4}"
_OPEN = r"[^.!?。！？]*[^.!?。！？\s”\"]"


def _alternatives(words: str) -> str:
    return f"(?:{''.join(words.splitlines())})"


_LABEL = re.compile(
    rf"{_BEFORE}(?:{_alternatives(_LABELS)}{_AFTER}|{_alternatives(_LEADS)}(?:\b|(?<=\W)){_OPEN}|"
    rf"{_alternatives(_SURE_LEADS)}(?:\b|(?<=\W)).*)",
    re.IGNORECASE | re.DOTALL,
)
#: No label is longer, in characters.
_LONGEST_LABEL = 160

#: A line that only says who wrote the article, when, and how long it takes to read.
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".replace(" ", "|")
_BYLINE = re.compile(
    rf"""
    (?:written\ |words\ |story\ |posted\ |reported\ |published\ )?(?:by|von|par|por|di)\s+[^\W\d_].{{1,100}}
    |(?:published|posted|updated|first\ published|last\ updated)\b.{{0,80}}
    |(?:publié|mis\ à\ jour|veröffentlicht|aktualisiert|stand:|publicado|actualizado|pubblicato|aggiornato).{{0,100}}
    |(?:\w+day,?\s+)?(?:\d{{1,2}}\W{{1,2}})?(?:{_MONTHS})[a-z]{{0,6}}\W{{1,2}}\d{{1,2}}(?:st|nd|rd|th)?\b.{{0,60}}
    |(?:\w+day,?\s+)?\d{{1,2}}(?:st|nd|rd|th)?\W{{1,2}}(?:{_MONTHS})[a-z]{{0,6}}\W{{1,2}}(?:\d{{2,4}})?\b.{{0,60}}
    |(?:\d{{1,2}}(?:\.|er|º)?\ (?:de\ )?)?[^\W\d_]{{3,12}}\.?,?\ (?:de\ )?(?:19|20)\d\d\b(?:\W.{{0,60}})?
    |(?:19|20)\d\d[-/.年]\d{{1,2}}[-/.月]\d{{1,2}}.{{0,60}}
    |\d{{1,2}}[-/.]\ ?\d{{1,2}}[-/.]\ ?(?:19|20)?\d\d\b.{{0,60}}
    |(?:作者|记者|文|编辑|来源)[:：丨|].{{1,40}}
    """,
    re.IGNORECASE | re.VERBOSE,
)
_LONGEST_BYLINE = 140
_SENTENCE_ENDS = tuple('.!?…”"。！？')
_ABBREVIATIONS = ("min.", "Uhr.", "a.m.", "p.m.", "ago.")


def is_label(text: str) -> bool:
    """Whether a line is one of a site's own: ``Share this article``, ``Advertisement``, ``Page 1 of 3``."""
    return len(text) <= _LONGEST_LABEL and _LABEL.fullmatch(text.strip()) is not None


def is_byline(text: str) -> bool:
    """Whether a line only says who wrote the article and when; not ``By noon we had arrived``."""
    line = text.strip()
    if len(line) > _LONGEST_BYLINE or (line.endswith(_SENTENCE_ENDS) and not line.endswith(_ABBREVIATIONS)):
        return False
    return _BYLINE.fullmatch(line) is not None
