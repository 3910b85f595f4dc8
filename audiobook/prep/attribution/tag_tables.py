"""The tables of ``verbs`` for French, German, Spanish and Italian, as plain text; all our own judgement."""

from __future__ import annotations

_FRENCH = {
    "strong": """
    dit demanda répondit cria reprit fit murmura ajouta continua répliqua écria interrompit balbutia observa répéta
    soupira hurla chuchota poursuivit exclama déclara lança grommela gronda bégaya souffla riposta remarqua expliqua
    annonça admit avoua affirma insista protesta coupa proposa conclut ordonna supplia questionna interrogea appela
    commença acheva rétorqua objecta songea pensa disait demandait répondait criait dis demandai répondis criai
    repris murmurai ajoutai constata réclama murmurait interjeta intervint renchérit confia jeta
    """,
    "weak": "lut rit sourit hocha approuva raconta tonna gémit sanglota plaisanta glissa précisa confirma rectifia",
    "he": "il",
    "she": "elle",
    "self": "je j",
    "others": "ils elles nous vous tu on",
    "articles": "le la l un une les des cette ce cet",
    "possessives": "son sa ses mon ma mes leur leurs notre nos",
    "clitics": "me te se s lui leur nous vous l le la les m t y en a lui-même",
    "particles": "",
    "fillers": "alors enfin aussi aussitôt encore bientôt à son tour puis donc simplement tout bas avait a",
    "adverb_ends": "ment",
    "prepositions": """
    à au aux de du des d en dans sur sous avec sans pour par vers chez entre contre après avant devant derrière et ou
    mais que qu qui dont quand comme si tandis pendant d'une d'un avec
    """,
    "stop": """
    le la les l un une des il elle ils elles on je tu nous vous ce cet cette ces son sa ses mon ma mes et mais ou où
    puis alors enfin oui non ah oh eh bien que qui quand comme si dans sur avec sans pour par vers chez entre contre
    après avant tout tous rien monsieur-là voilà voici d'un d'une c'est n'est
    """,
    "male": """
    homme père frère fils mari garçon oncle grand-père roi maître vieillard valet curé abbé médecin monsieur facteur
    meunier boulanger capitaine soldat marin pêcheur cocher aubergiste gardien notaire docteur juge
    """,
    "female": """
    femme mère sœur fille dame tante grand-mère reine servante bonne maîtresse vieille veuve cuisinière boulangère
    marchande gouvernante religieuse demoiselle meunière fillette couturière
    """,
    "nouns": "enfant voix autre inconnu étranger visiteur élève voisin voisine maire libraire",
}
_GERMAN = {
    "strong": """
    sagte fragte rief antwortete erwiderte meinte flüsterte schrie entgegnete sprach versetzte murmelte bemerkte
    erklärte wiederholte sagt fragt ruft antwortet seufzte brummte stammelte befahl bat unterbrach fügte setzte fuhr
    begann lachte knurrte hauchte stotterte gestand behauptete warf rief
    """,
    "weak": """
    gab wandte stellte platzte stieß fiel nickte lächelte dachte schluchzte brüllte zischte klagte mahnte warnte schlug
    stimmte lobte
    """,
    "he": "er",
    "she": "sie",
    "self": "ich",
    "others": "wir ihr es man du",
    "articles": "der die das ein eine dieser diese jener jene den dem des",
    "possessives": "sein seine ihr ihre mein meine unser unsere",
    "clitics": "",
    "particles": "",
    "fillers": """
    da dann nun wieder endlich leise laut darauf schließlich langsam schnell auch ihn ihm ihr ihnen mich mir sich noch
    ruhig ernst freundlich plötzlich zornig fröhlich traurig hatte hat aber nur
    """,
    "adverb_ends": "lich",
    "prepositions": """
    zu zum zur an am in im auf mit von vom bei beim aus nach für gegen über unter vor hinter zwischen durch um und oder
    aber daß dass als wenn weil während ob wie wo
    """,
    "stop": """
    der die das ein eine er sie es wir ihr ich du man und aber oder da dann nun doch ja nein ach oh so wenn als wie wo
    was wer warum in im auf mit von bei nach zu hier dort jetzt sein seine ihre mein meine dieser diese jener alle
    """,
    "male": """
    mann vater bruder sohn junge onkel großvater könig herr meister alte knecht pfarrer arzt wirt müller lehrer kapitän
    kutscher fischer förster bürgermeister bäcker schmied soldat postbote wächter doktor
    """,
    "female": """
    frau mutter schwester tochter mädchen tante großmutter königin dame magd wirtin lehrerin müllerin bäuerin witwe
    bäckerin köchin
    """,
    "nouns": "kind stimme fremde gast andere wanderer",
    "capital_nouns": "yes",
}
_SPANISH = {
    "strong": """
    dijo preguntó respondió exclamó contestó gritó murmuró repuso replicó añadió susurró continuó interrumpió dice
    pregunta responde insistió explicó pensó prosiguió observó repitió ordenó suspiró protestó aseguró admitió propuso
    confesó llamó balbuceó advirtió anunció declaró comentó agregó dije pregunté respondí contesté
    """,
    "weak": "rió sonrió asintió intervino gruñó sollozó concluyó suplicó bromeó empezó",
    "he": "él",
    "she": "ella",
    "self": "yo",
    "others": "ellos ellas nosotros usted ustedes tú",
    "articles": "el la un una los las aquel aquella este esta",
    "possessives": "su sus mi mis nuestro nuestra",
    "clitics": "le les me te se nos lo la los las",
    "particles": "",
    "fillers": "entonces luego también al fin por ya había ha de nuevo",
    "adverb_ends": "mente",
    "prepositions": """
    a al de del en con sin por para desde hacia entre sobre tras ante y e o u pero que quien cuando como si mientras
    """,
    "stop": """
    el la los las un una él ella ellos yo tú usted y pero o que quien cuando como si no sí ah oh eh en con sin por para
    de del al entonces luego ya aquí allí hoy su sus mi mis este esta aquel aquella todo todos nada
    """,
    "male": """
    hombre padre hermano hijo marido muchacho niño tío abuelo rey señor maestro viejo cura médico capitán soldado
    marinero posadero criado alcalde panadero molinero cartero pescador
    """,
    "female": """
    mujer madre hermana hija muchacha niña tía abuela reina señora maestra vieja criada viuda posadera panadera
    molinera
    """,
    "nouns": "voz otro otra desconocido forastero joven anciano anciana guardia",
}
_ITALIAN = {
    "strong": """
    disse chiese rispose esclamò domandò gridò mormorò aggiunse replicò soggiunse riprese continuò sussurrò ripeté
    """,
    "he": "egli lui",
    "she": "ella lei",
    "self": "io",
    "others": "essi loro noi voi tu",
    "articles": "il lo la un uno una l i gli le",
    "possessives": "suo sua mio mia",
    "clitics": "gli le mi ti si ci vi",
    "particles": "",
    "fillers": "allora poi ancora",
    "adverb_ends": "mente",
    "prepositions": "a al di del da in con su per tra fra e o ma che chi quando come se",
    "stop": "il lo la un una egli ella io tu e ma o che chi quando come se non sì ah oh in con per di a da",
    "male": "uomo padre fratello figlio marito ragazzo zio nonno re signore vecchio",
    "female": "donna madre sorella figlia ragazza zia nonna regina signora vecchia",
    "nouns": "voce altro altra",
}
TABLES = {"fr": _FRENCH, "de": _GERMAN, "es": _SPANISH, "it": _ITALIAN}
