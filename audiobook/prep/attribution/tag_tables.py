"""The tables of ``verbs`` for French, German, Spanish and Italian, as plain text; all our own judgement.

``regular`` verbs are infinitives: ``verbs`` makes the forms of a narrator from them. ``kin`` are words that stand for a
person without an article (dit maman).
"""

from __future__ import annotations

from audiobook.prep.attribution.tag_russian import RUSSIAN

_FRENCH = {
    "strong": """
    dit demanda répondit cria reprit fit murmura ajouta continua répliqua écria interrompit balbutia observa répéta
    soupira hurla chuchota poursuivit exclama déclara lança grommela gronda bégaya souffla riposta remarqua expliqua
    annonça admit avoua affirma insista protesta coupa proposa conclut ordonna supplia questionna interrogea appela
    commença acheva rétorqua objecta songea pensa disait répondait dis répondis repris constata réclama interjeta
    intervint intervenait prédit prédisait redit redisait concluait poursuivait admettait promit promettait
    convint convenait soutint soutenait maintint maintenait prétendit prétendait attendrit renchérit confia jeta
    répond reprend faisait reprenait maugréa maugréait
    """,
    "weak": "lut rit sourit hocha approuva raconta gémit gémissait rugit rugissait riait rougit bondit frémit mentit",
    "regular": """
    demander crier murmurer ajouter continuer répliquer écrier balbutier observer répéter soupirer hurler chuchoter
    exclamer déclarer lancer grommeler gronder bégayer souffler riposter remarquer expliquer annoncer avouer affirmer
    insister protester couper proposer ordonner supplier questionner interroger rétorquer objecter songer constater
    marmonner bredouiller grogner ricaner marmotter bougonner ronchonner susurrer assurer confirmer préciser rectifier
    tonner tempêter fulminer brailler vociférer clamer étonner indigner inquiéter enquérir plaisanter glisser
    sangloter pleurnicher geindre geigner gueuler beugler rugir aboyer siffler cracher lâcher articuler prononcer
    énoncer réciter chanter chantonner fredonner nuancer corriger hasarder risquer suggérer conseiller recommander
    commander exiger implorer conjurer jurer promettre prévenir menacer plaider argumenter raisonner trancher confesser
    narrer raconter rappeler remercier saluer féliciter complimenter encourager consoler rassurer apaiser calmer
    taquiner
    railler ironiser persifler moquer gouailler minauder roucouler haleter suffoquer ânonner prophétiser
    résumer compléter enchaîner réclamer confier interpeller héler apostropher désespérer emporter énerver impatienter
    émerveiller extasier exaspérer esclaffer excuser récrier informer renseigner approuver acquiescer opiner réciter
    """,
    "kin": "maman papa mamie papi mémé pépé bonne-maman grand-mère grand-père tonton tata mère père",
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
    "past": "a",
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
    meunier boulanger capitaine soldat marin pêcheur cocher aubergiste gardien notaire docteur juge patron contrôleur
    gendarme commissaire inspecteur brigadier colonel général sergent officier matelot forgeron épicier serveur garçon
    vieux bonhomme paysan berger fermier ouvrier menuisier instituteur professeur avocat bourgmestre sacristain moine
    prêtre évêque prince comte marquis baron duc chevalier voyageur chauffeur concierge portier directeur étudiant
    prisonnier petit-fils neveu cousin beau-père gamin client vendeur marchand gros blessé mourant chef caporal
    """,
    "female": """
    femme mère sœur fille dame tante grand-mère reine servante bonne maîtresse vieille veuve cuisinière boulangère
    marchande gouvernante religieuse demoiselle meunière fillette couturière institutrice patronne serveuse fermière
    paysanne épicière infirmière comtesse marquise baronne duchesse princesse cousine nièce petite-fille belle-mère
    gamine cliente vendeuse directrice étudiante prisonnière ouvrière bergère sorcière
    """,
    "nouns": "enfant voix autre inconnu étranger visiteur élève voisin voisine maire libraire",
}
_GERMAN = {
    "strong": """
    sagte fragte rief antwortete erwiderte meinte flüsterte schrie entgegnete sprach versetzte murmelte bemerkte
    erklärte wiederholte sagt fragt ruft antwortet seufzte brummte stammelte befahl bat unterbrach fügte setzte fuhr
    begann lachte knurrte hauchte stotterte gestand behauptete warf rief wiederholt flüstert meint erklärt murmelt
    erkundigte verkündete raunte brummelte murrte grollte keuchte ächzte stöhnte jammerte kreischte donnerte polterte
    wisperte nuschelte krächzte piepste quietschte grunzte schnaubte schnauzte fauchte bellte jubelte jauchzte heulte
    ergänzte fuhr entfuhr entschlüpfte beteuerte versicherte beharrte widersprach protestierte berichtete erzählte
    plauderte scherzte spottete höhnte stichelte frotzelte witzelte neckte tröstete beruhigte beschwichtigte
    beschwor flehte bettelte drohte schimpfte tadelte rügte mahnte ermahnte verlangte forderte kommandierte gebot
    verbesserte korrigierte bestätigte bejahte verneinte wunderte staunte forschte bohrte hakte folgerte schloss schloß
    resümierte grübelte überlegte sinnierte philosophierte orakelte prophezeite petzte verriet verteidigte empörte
    entrüstete ereiferte beschwerte beklagte bedauerte entschuldigte bedankte begrüßte grüßte meldete mischte kicherte
    prustete feixte grinste gluckste säuselte flötete zwitscherte trompetete grölte lallte haspelte ratschte
    """,
    "weak": """
    gab wandte stellte platzte stieß fiel nickte lächelte dachte schluchzte brüllte zischte klagte warnte schlug
    stimmte lobte räumte lenkte pflichtete schaltete drängte riet bot las zitierte
    fluchte sang seufzt lacht
    """,
    "he": "er",
    "she": "sie",
    "self": "ich",
    "others": "wir ihr es man du jemand niemand beide alle",
    "kin": "mama papa oma opa mutti vati",
    "articles": "der die das ein eine dieser diese jener jene den dem des",
    "possessives": "sein seine ihr ihre mein meine unser unsere",
    "clitics": "",
    "particles": "",
    "fillers": """
    da dann nun wieder endlich leise laut darauf schließlich langsam schnell auch ihn ihm ihr ihnen mich mir sich noch
    ruhig ernst freundlich plötzlich zornig fröhlich traurig hatte hat aber nur
    hinzu fort hervor heraus zurück weiter dazwischen herüber hinüber entgegen
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
    wachtmeister gendarm hauptmann oberst major leutnant feldwebel bursche richter chef direktor kommissar
    inspektor polizist kellner
    pförtner
    smutje matrose steuermann händler krämer kaufmann bauer hirte jäger mönch priester bischof kaiser prinz graf baron
    professor student schüler gefangene patient besucher hausmeister schaffner diener lehrling geselle neffe cousin
    mann vater bruder sohn junge onkel großvater könig herr meister alte knecht pfarrer arzt wirt müller lehrer kapitän
    kutscher fischer förster bürgermeister bäcker schmied soldat postbote wächter doktor
    """,
    "female": """
    frau mutter schwester tochter mädchen tante großmutter königin dame magd wirtin lehrerin müllerin bäuerin witwe
    bäckerin köchin nichte cousine schwiegermutter kellnerin verkäuferin schülerin nachbarin gräfin prinzessin kaiserin
    krankenschwester dienerin bäuerin nonne hexe
    """,
    "nouns": "kind stimme fremde gast andere wanderer lange dicke kleine große jüngste älteste nachbar reisende kranke",
    "capital_nouns": "yes",
}
_SPANISH = {
    "strong": """
    dijo preguntó respondió exclamó contestó gritó murmuró repuso replicó añadió susurró continuó interrumpió dice
    pregunta responde insistió explicó pensó prosiguió observó repitió ordenó suspiró protestó aseguró admitió propuso
    confesó llamó balbuceó advirtió anunció declaró comentó agregó dije pregunté respondí contesté decía respondía
    repuse
    """,
    "weak": """
    rió sonrió asintió intervino gruñó concluyó empezó quiso terció recordó pidió reía ríe sonreía rugió gimió mintió
    corrigió sugirió convino maldijo bendijo predijo contradijo interrumpió exigió arguyó rebatió leyó
    """,
    "regular": """
    preguntar contestar gritar exclamar murmurar replicar susurrar continuar insistar explicar observar ordenar suspirar
    protestar asegurar confesar llamar balbucear anunciar declarar comentar agregar sollozar suplicar bromear bramar
    quejar rezongar refunfuñar mascullar musitar farfullar tartamudear chillar vociferar aullar ladrar jadear llorar
    lloriquear lamentar sentenciar dictaminar apuntar señalar puntualizar matizar precisar aclarar informar notificar
    avisar afirmar negar jurar rogar implorar mandar reclamar retrucar objetar opinar pensar reflexionar razonar
    ironizar burlar mofar tronar resoplar bufar cuchichear canturrear cantar recitar rezar saludar brindar felicitar
    alabar consolar tranquilizar animar alentar aconsejar amenazar regañar reprochar acusar bisbisear barbotar espetar
    soltar lanzar atajar cortar rematar zanjar terminar acabar repasar adivinar aventurar dudar titubear vacilar
    disculpar excusar justificar indignar asombrar extrañar sorprender maravillar interrogar consultar recalcar
    remarcar reiterar subrayar enfatizar contar relatar narrar invitar terciar tercar constatar
    """,
    "kin": "mamá papá abuelita abuelito tata",
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
    "past": "ó",
    "prepositions": """
    a al de del en con sin por para desde hacia entre sobre tras ante y e o u pero que quien cuando como si mientras
    """,
    "stop": """
    el la los las un una él ella ellos yo tú usted y pero o que quien cuando como si no sí ah oh eh en con sin por para
    de del al entonces luego ya aquí allí hoy su sus mi mis este esta aquel aquella todo todos nada
    """,
    "male": """
    hombre padre hermano hijo marido muchacho niño tío abuelo rey señor maestro viejo cura médico capitán soldado
    marinero posadero criado alcalde panadero molinero cartero pescador sargento cabo coronel general teniente guardia
    comisario inspector policía camarero tabernero tendero zapatero herrero jardinero cochero portero sacristán fraile
    obispo conde marqués duque príncipe juez abogado boticario notario profesor estudiante chico mozo primo sobrino
    suegro yerno nieto conductor jefe patrón gobernador prisionero preso viajero campesino pastor labrador
    """,
    "female": """
    mujer madre hermana hija muchacha niña tía abuela reina señora maestra vieja criada viuda posadera panadera
    molinera monja condesa marquesa duquesa princesa chica moza prima sobrina suegra nuera nieta profesora camarera
    tendera cocinera portera lavandera costurera enfermera partera bruja
    """,
    "nouns": "voz otro otra desconocido forastero joven anciano anciana guardia",
}
_ITALIAN = {
    "strong": """
    disse chiese rispose esclamò domandò gridò mormorò aggiunse replicò soggiunse riprese continuò sussurrò ripeté
    dissi chiesi risposi diceva chiedeva rispondeva dice chiede risponde ribatté ribadì insistette interruppe ammise
    promise propose concluse pianse rise sorrise intervenne s'intromise fece convenne corresse
    """,
    "weak": """
    fece rise sorrise pianse intervenne lesse proruppe gemé avvertì ruggì tuonò balbettò finì ammonì garantì annuì
    """,
    "regular": """
    esclamare domandare gridare mormorare replicare continuare sussurrare spiegare osservare ordinare affermare
    dichiarare annunciare confessare balbettare borbottare brontolare bofonchiare sbottare sospirare singhiozzare
    piagnucolare lamentare protestare obiettare commentare notare constatare precisare assicurare giurare pregare
    implorare supplicare minacciare urlare strillare strepitare sbraitare tuonare ansimare farfugliare biascicare
    cantare cantilenare recitare raccontare narrare informare avvisare confermare negare contestare suggerire
    incalzare azzardare tentare scherzare ironizzare ghignare sogghignare ridacchiare consolare tranquillizzare
    rassicurare incoraggiare consigliare raccomandare comandare intimare pensare ricordare rammentare
    salutare ringraziare scusare vantare sentenziare decretare bisbigliare farneticare imprecare bestemmiare sibilare
    ringhiare grugnire ruggire avvertire ammonire proseguire interloquire garantire finire ribadire
    """,
    "kin": "mamma papà babbo nonno nonna",
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
    "past": "ò ì",
    "prepositions": "a al di del da in con su per tra fra e o ma che chi quando come se",
    "stop": "il lo la un una egli ella io tu e ma o che chi quando come se non sì ah oh in con per di a da",
    "male": """
    brigadiere appuntato tenente uomo padre fratello figlio marito ragazzo zio nonno re signore vecchio
    giardiniere maresciallo carabiniere capitano
    dottore medico prete parroco frate maestro professore cameriere oste contadino pescatore marinaio soldato sergente
    colonnello generale giudice avvocato notaio sindaco commissario ispettore portiere cocchiere autista barbiere
    fornaio
    bambino giovanotto servo principe conte marchese barone duca cugino nipote suocero direttore padrone mercante
    """,
    "female": """
    donna madre sorella figlia ragazza zia nonna regina signora vecchia bambina serva cuoca maestra suora badessa
    contessa marchesa baronessa duchessa principessa cugina suocera padrona portinaia sarta infermiera strega moglie
    cameriera contadina
    """,
    "nouns": "voce altro altra straniero straniera forestiero sconosciuto sconosciuta custode giovane inglese",
}
TABLES = {"fr": _FRENCH, "de": _GERMAN, "es": _SPANISH, "it": _ITALIAN, "ru": RUSSIAN}
