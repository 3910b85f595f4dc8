"""Words that tell languages apart: the small words of each, and the common words of English novels. Data only.

The lists of small words are our own. The English list: the most frequent words in small letters that stand in at least
six of eight English novels in the public domain. It is long because English is where foreign phrases were measured.
"""

from __future__ import annotations

_SMALL = {
    "de": """
der die das und ist nicht ich sie er wir ihr es ein eine einen einem einer eines zu mit von auf für dem den des
im am zum zur bei nach aus über unter vor wie wenn aber oder auch noch nur schon so doch mich mir dich dir sich
uns euch ihn ihm ihnen mein meine meinen dein deine sein seine seiner ihre ihrem ihren unser was wer wo warum
habe hat haben hatte war waren wird werden wurde kann können muss müssen soll sollen will wollen sind bin bist
seid kein keine keinen dass daß weil ob als durch gegen ohne um hier dort da jetzt immer wieder mehr sehr viel
alle alles nichts etwas man gut ja nein herr frau gott mensch leben welt liebe guten tag morgen abend nacht
bitte danke wohl denn dann nun also diese dieser dieses
    """,
    "fr": """
le la les un une des du de et est pas ne je tu il elle nous vous ils elles ce cet cette ces mon ma mes ton ta
tes son sa ses notre nos votre vos leur leurs que qui quoi dont où dans sur sous avec sans pour par mais ou donc
ni car si au aux en y on se me te lui moi toi soi ai as avons avez ont suis es sommes êtes sont était étais
étaient été être avoir avait fait faire dit dire va vais allez bien mal très plus moins trop jamais toujours
rien tout tous toute toutes comme quand quel quelle même encore déjà ici là voilà voici cher chère ami monsieur
madame mademoiselle dieu homme femme vie monde amour bon bonne beau belle petit petite grand grande bonjour
bonsoir merci oui non peut peux veux veut faut sais sait c n qu d l j a s vous-même puis chez après avant entre
depuis pendant contre vers cela ça
    """,
    "es": """
el la los las un una unos unas de del al y o u que no en por para con sin sobre entre hasta desde como más muy
pero si sí ya yo tú él ella usted nosotros ellos ellas ustedes me te se le les lo nos os mi mis tu tus su sus
nuestro nuestra este esta estos estas ese esa eso esto aquel aquella es son era eran fue fueron ser está están
estaba estar hay ha he han había tiene tengo tener hacer hace hecho dijo dice decir porque cuando donde quien
qué cómo cuándo dónde quién todo todos toda todas nada nadie nunca siempre también tampoco bien mal bueno buena
mejor aquí allí ahora después antes señor señora señorita dios hombre mujer vida mundo amor gracias buenos días
noches casa tiempo otro otra mucho muchos poco algo cada
    """,
    "it": """
il lo la gli le un uno una di del della dei delle dello degli a al alla ai alle da dal dalla in nel nella nei
con su sul sulla per tra fra e ed o ma se che chi cui non è sono sei siamo siete era erano essere ho hai ha
abbiamo avete hanno avere avevo aveva fatto fare detto dire io tu lui lei noi voi loro mi ti si ci vi mio mia
tuo tua suo sua nostro vostro questo questa questi queste quello quella quelli come quando dove perché più molto
poco tutto tutti tutta niente nulla mai sempre anche ancora già bene male buono buona bello bella signore
signora signorina dio uomo donna vita mondo amore grazie buongiorno buonasera sì così qui là ora poi prima dopo
senza contro dell all nell dall sull cosa casa caro cara
    """,
    "pt": """
o os as um uma uns umas de do da dos das em no na nos nas por pelo pela para com sem sobre entre até desde e ou
mas que não se como mais muito muita já eu tu ele ela nós vós eles elas você vocês me te lhe lhes meu minha meus
minhas teu tua seu sua seus suas nosso nossa este esta isto esse essa isso aquele aquela aquilo é são era eram
foi foram ser está estão estava estar há tem têm tenho ter tinha fazer faz feito disse diz dizer porque quando
onde quem qual tudo todo todos toda todas nada ninguém nunca sempre também bem mal bom boa melhor aqui ali agora
depois antes senhor senhora deus homem mulher vida mundo amor obrigado casa tempo outro outra à às ao aos
    """,
    "nl": """
de het een en van is niet dat die in te op aan met voor door er om als maar ook nog naar uit bij over dan wel
zijn haar hij zij ik je jij we wij ze u mij me hem ons jullie hun mijn jouw onze deze dit was waren wordt werd
worden heeft hebben had ben bent kan kunnen moet moeten zal zullen wil willen geen niets iets alles alle veel
meer zeer hoe wat wie waar waarom wanneer hier daar nu altijd weer toch want omdat tot tegen onder tussen zonder
goed ja nee heer mevrouw god mens leven wereld liefde dag nacht morgen avond huis tijd zich zo heel
    """,
    "pl": """
i w z na do nie się to że jest są był była było być jak ale co po za od przez dla o u ze tak czy już tylko
jeszcze może bardzo gdy kiedy gdzie kto który która które których ja ty on ona ono my wy oni mnie mi cię ci jego
jej ich im mu go nas nam was wam mój moja moje twój swój swoje ten ta te tego tej tych tym pan pani panie bóg
człowiek życie świat miłość dobry dzień noc proszę dziękuję przed pod nad bez więc bo lub ani niż także wszystko
nic nigdy zawsze tu tam teraz potem mam ma masz mieć będzie
    """,
    "sv": """
och i att det som en ett på är av för med den till inte om har de han hon jag du vi ni var vad från så men när
ut upp mig dig sig oss er honom henne dem min mitt mina din ditt sin sitt sina vår vårt deras denna detta dessa
kan ska skulle vill måste får blir blev varit vara hade hur vem där här nu då också bara mycket mer alla allt
inget ingen ingenting aldrig alltid än efter under över utan mot genom eller herr fru gud människa liv värld
kärlek god dag natt tack ja nej
    """,
    "da": """
og i at det som en et på er af for med den til ikke om har de han hun jeg du vi var hvad fra så men når ud op
mig dig sig os jer ham hende dem min mit mine din dit sin sit sine vores deres denne dette disse kan skal skulle
vil må får bliver blev været være havde hvordan hvem hvor der her nu da også kun meget mere alle alt intet ingen
aldrig altid end efter under over uden mod gennem eller herre fru gud menneske liv verden kærlighed god dag nat
tak ja nej
    """,
    "nb": """
og i at det som en et på er av for med den til ikke om har de han hun jeg du vi dere var hva fra så men når ut
opp meg deg seg oss ham henne dem min mitt mine din ditt sin sitt sine vår deres denne dette disse kan skal
skulle vil må får blir ble vært være hadde hvordan hvem hvor der her nå da også bare mye mer alle alt intet
ingen aldri alltid enn etter under over uten mot gjennom eller herre fru gud menneske liv verden kjærlighet god
dag natt takk ja nei
    """,
    "fi": """
ja on ei se että en hän oli minä sinä me te he mutta kun niin kuin mitä mikä joka jos tai sekä myös vain jo nyt
vielä sitten tämä tuo nämä ne sen sitä siinä siitä hänen minun sinun meidän teidän heidän minua sinua hyvä hyvää
päivää kiitos ole olet olen olemme ovat olla ollut olisi eivät emme ette kaikki mitään koskaan aina täällä
siellä missä miksi miten kuka herra rouva jumala ihminen elämä maailma rakkaus yö päivä
    """,
    "cs": """
a v se na je že s z do to i o k ve pro za by ale jak co po od jako si jsem jsi jsme jste jsou byl byla bylo byli
být bude není ne ano už jen tak když kde kdo který která které já ty on ona ono my vy oni mě mi tě ti jeho její
jejich jim mu ho nás nám vás vám můj moje tvůj svůj tento tato toto ten ta té tom tím pan paní bůh člověk život
svět láska dobrý den noc prosím děkuji před pod nad bez protože nebo ani než také všechno nic nikdy vždy tady
tam teď potom mám má máš
    """,
    "la": """
et in est non ad cum ut sed si qui quae quod quid quem quam quo qua quibus cuius cui ex de ab per pro sub sine
ante post inter contra apud atque ac nec neque aut vel an ne nunc tum iam semper numquam nihil nemo omnis omnia
omnes omnium sum es sunt erat erant esse fuit fui sit sint erit ego tu nos vos me te se mihi tibi sibi nobis
vobis meus mea meum tuus tua tuum suus sua suum noster nostra nostrum hic haec hoc huius ille illa illud is ea
id eius eum eam ipse idem tamen enim autem igitur ergo quia quoniam dum ubi unde sic ita magis deus dei deo deum
domine dominus domini homo hominis hominem vita vitae mors mortis mundi mundus rex regis pater patris patri
filius filii filio spiritus sancti sanctus maria ave gloria amen pax bellum terra caelum anima animae vero
veritas ecce quis cur bene male tantum sicut saecula saeculorum dominum vobiscum nomine aeternam requiem
    """,
}

_ENGLISH = """
able about above abroad absence absolute absolutely absurd accept accident accompanied according account accounts
acquaintance across act acted acting action actions actual actually add added address addressed addressing admiration
admire admitted advance advanced advantage advantages advice advised affair affairs affected affection afraid after
afternoon afterwards again against age ago agreed aid air alarm alive all allow allowed almost alone along aloud
already also altered altogether always am among amount amusing an and angry animal announced another answer answered
answering answers anxiety anxious any anybody anyhow anyone anything anywhere apart apartment apparently appearance
appeared appears approached are argument arm arms army around arrival arrive arrived art articles artificial as
ashamed ashes aside ask asked asking asleep aspect assumed assured astonished astonishment at ate attached attempt
attend attention attitude attracted aunt authorities authority avoid awaited awake aware away awful awkward baby back
backward bad bag ball balls band bar bare bath be bear bearing beat beating beautiful beauty became because become
becomes bed bedroom been before beg began begged begin beginning begins begun behind being belief believe believed
bell belong belonged below bend bending beneath bent beside besides best bet better between beyond big bill bird birds
birth bit bitter black blame bleeding bless blessed blind blood blow blowing blows blue board boat bob bodies body
book books boots bore born borne bosom both bottle bottom bought bound bow bowed box boy boys brain brains brass brave
break breakfast breaking breast breath breathing bridge bright bring bringing broad broke broken brother brothers
brought brow brown building built burning burst business busy but buttons buy by call called calling calls calmly came
camp can cannot cap capable capacity capital card cards care cared careful carefully carriage carriages carried carry
carrying case cases cast cat catch catching caught cause cellar certain certainly chain chair chairs chamber chance
change changed changing character charge charm cheeks cheerful chest chief child children chin choice choose church
circle circles circumstances city class clean clear cleared clearly clerk clever clock close closed closing cloth
clothes cloud clouds club coach coarse coat coffee cold collar collected come comes comfort comfortable coming command
common companion company complete completely compliment conceal concealed conception concern concerned concluded
condition confess confidence confused confusion connected connection conscience conscious consciousness consequence
consider considerable consideration considered considering constant contained continually continued contrary contrast
conversation convinced cool corner corners correct cost could couldn count country couple courage course court cousin
cover covered creatures credit cried cross crossed crowd crowded cruel cry crying cup curiosity curious current custom
cut damp dance danced dancing danger dangerous dare dared dark darkness daughter dawn day daylight days dead deal dear
dearest death deceived decide decided declared deep deeper deeply degree delicacy delicate delight delighted demand
depend descended describe described deserted desire desired despair desperate determined devil did didn die died
difference different difficult difficulty dignity dim dining dinner direction directions directly dirty disappeared
discovered discovery dish dislike disposition distance do doctor does doesn dog doing don done door doors doorway
double doubt doubts down downstairs dozen dragging drank draw drawing drawn dread dreadful dream dreams dress dressed
dressing drew dried drink drinking drive driven driver driving drooping drop dropped dropping drops drove drunk dry
due dull during dust duty dying each eager eagerly ear early earnest earnestly ears earth ease east easy eat edge
education effect effort eight either elbow elder elderly elegant eleven else embarrassed emotion employed empty end
ended endless ends enemy engaged enjoy enough enter entered entering entirely entrance escape especially estate etc
even evening event events ever every everybody everyone everything everywhere exactly examined examining example
except exchanged excited excitement exclaimed excuse exercise existence expect expected experience experienced explain
explained explanation exposed expression extended extraordinary extreme eye eyes face faced faces fact facts fail
failed faint fair fairly faith fall fallen falling false familiar families family fancy far fashion fast fastened
faster fat fate father fault fear feather features feel feeling feelings feet fell fellow fellows felt fetch fever few
field fields fifteen fifth fifty fight fighting figure figures fill filled final finally find finding fine finger
fingers finish finished fire firm firmly first fish fit five fix fixed flash flat flesh flew flight floating floor
flowers flung fly flying folded follow followed following follows food fool foolish foot for force forced forehead
forever forget forgive forgot forgotten form formed former forms forth fortune forty forward fought foul found founded
four fourth frame free freedom freely frequent frequently fresh friend friendly friends friendship frightened from
front full fully fun funny fur furnished furniture further future gained game garden gate gathered gave gay gaze gazed
general generally generous gentle gentleman gentlemen get gets getting ghost girl girls give given gives giving glad
glance glancing glass glimpse gloom gloomy glory glow go goes going gold gone good goodbye goodness got gown grace
gracious gradually grain grand grasp grass grateful gratitude grave gravely great greater greatest green grew grief
ground grounds group grow growing grown guard guess guessed guilty gun habit had hair half halfway hall hand handed
handkerchief handle hands handsome hang hanging happen happened happening happens happiness happy hard hardly harm has
haste hastily hat hate hated hats have having he head headed heads health hear heard hearing heart heaven heavens
heavy height held help helped her here hers herself hide high higher highest highly hill hills him himself hint his
history hit hold holding hollow home honest hope hoped horrible horse horses hot hotel hour hours house houses how
however human hundred hundreds hung hungry hunting hurried hurry hurrying hurt husband ice idea ideas if ignorant ill
imagination imagine immediate immediately impatiently important impossible impression in inches inclined included
including increased increasing indeed indicated indifferent individual infinite infinitely influence information
informed innocent inquired inside insisted instance instant instead instinct instructions intelligence intended
intention intently interest interested interesting interrupted intervals intimacy intimate into introduced invited is
island issue it its itself job join joined joke journey joy judge judgment jumped just keep keeping keeps kept key
kill killed kind kindly kindness king kiss kissed kitchen knee knees knew knock knocked know knowing knowledge known
knows ladder ladies lady laid lamp land language large largest last late lately later latter laugh laughed laughing
laughter law lay laying lead leading lean leaned leaning learn learned learning least leather leave leaves leaving led
left leg legs length less let letter letters letting level library lie lies life lifted light lighted lights like
liked likely line linen lines lip lips list listen listened listening lit little live lived lives living lock locked
lonely long longer look looked looking looks loose lose losing loss lost lot loud love loved lovely lover loves loving
low lower lowered luck lucky lying mad made maid main make makes making man manage managed manner manners many marble
mark marked market marks marriage married marry mass master match material matter matters may maybe me mean meaning
means meant meanwhile measure meet meeting member memory men mention mentioned mere merely message met middle midnight
might mile miles milk millions mind minds mine mingled minute minutes miserable miss missed missing mistake mistaken
mistress mixed modern moment moments money month months moon moonlight moral more morning most mostly mother motive
mouth move moved moving much mud music must muttered my myself mysterious mystery name named names narrow natural
naturally nature natured near nearer nearest nearly necessary necessity neck need needed needs neither nervous never
new newly news next nice night nights nine no noble nobody nodded noise none nonsense noon nor north nose not note
notes nothing notice noticed notion now nowhere number nurse oak object obliged observed obvious occasion occupation
occupied occurred odd of off offer offered office officers often oh old older on once one ones only open opened
opening opinion opportunity opposite or order ordered orders ordinary original other others otherwise ought our ours
ourselves out outside over own pack packed page paid pain painful painted pair pale paper papers pardon parents part
parted particular particularly parties partly parts party pass passage passed passing passion past path patience
patient pause paused pay paying peace peculiar pen people per perceive perceived perfect perfectly performed perhaps
person personal persons persuade pick picked picture pictures piece pieces pitch pity place places plain plan plans
plate play played playing pleasant please pleased pleasing pleasure plenty pocket pockets point pointed pointing
points police polite pool poor porch position possessed possible possibly post pounds poured power powerful powers
practice pray preceding precious precisely prepared presence present pressed pressing pretty previous price pride
principal printed private probably produced promise promised property proposed proud prove proved provided public pull
pulled pulling pure purpose purse pursued pushed pushing put putting quality quarrel quarter quarters question
questions quick quickly quiet quietly quite race rain raised raising ran rang rank rapid rapidly rate rather re reach
reached reaching read reading ready real really reason reasonable reasons recent red reduced reference referred refuse
refused regard regular relations relief remain remained remaining remains remark remarkable remarked remarks remember
remembered removed repeat repeated reply report represented reproach reputation request resolved respect respectable
rest rested resting restrain result return returned returning rich rid ride riding right rights ring rise risen rising
river road roads rolled rolling room rooms rope rose rough round row rubbing ruin ruined rule rules run running rush
rushed rushing sad safe said sailing sake salt same sat satisfaction satisfied savage save saved saw say saying says
scared scattered scene school science sea search season seat second secret secrets secure see seeing seek seeking seem
seemed seems seen sees seized self sell send sending sensation sense sensible sent separate separated servant servants
serve served service set setting settle settled seven seventy several severe shade shadows shake shaking shall shame
shape share sharp she shed sheet sheets shining ships shirt shock shoes shook shop short shortly shot should shoulder
shoulders shouted shouting show showed showing shown shows shut sick side sides sigh sight sign signal significant
signs silence silent silently silly silver simple simply since sing singing single sink sinking sir sister sit sitting
situation six sixteen size skin sky slave sleep sleeping sleeves slept slight slightly slip slipped slow slowly small
smart smile smiled smiling smoke smoking snow so society soft sold soldier soldiers sole solemn solid solitary some
somebody somehow someone something sometimes somewhat somewhere son song sons soon sooner sorry sort sought soul sound
sounded sounds source south space spare speak speaking special spectacles speech speed spend spent spirit spirits
spite splendid spoke sport spot spread spring square stage stairs stand standing stands stared stars start started
starting startled state stated statement station stay stayed staying steady steal step stepped stepping steps stiff
still stir stock stole stone stood stop stopped stopping storm story stout straight strain strange stranger strangers
straw stream street streets strength stretched stretching strike striking stroke strong stronger struck struggle stuck
study stuff stupid style subject success successful such sudden suddenly suffered suffering suggested suit summer sun
sunk superior supper support suppose supposed sure surprise surprised suspected suspicion sweat sweet swinging swung
sympathy table take taken takes taking tale talk talked talking tall tea teach tear tears teeth tell telling tells
temper ten tender term terms terrible th than thank thanked thanks that the their theirs them themselves then there
these they thick thin thing things think thinking thinks third thirty this thoroughly those though thought thoughts
thousand three threw throat through throw throwing thrown thus tide tie tied tight till time times tin tired to
tobacco today together token told tomorrow tone tongue tonight too took top tore torn tossed touch touched touching
towards tower town trace track tracks trade train treat treated tree trees trembling trick tried triumph trouble true
truly trunk trust truth try trying turn turned turning turns twelve twenty twice twisted two uncertain uncle under
understand understanding understood uneasy unexpected unhappy uniform unknown unless unlike unnatural unnecessary
unpleasant until unusual up upon upper upstairs urged us use used using usual usually uttered utterly vague vain
valley valuable value vanished variety various ventured very view village violence violent visible visited visitors
voice voices volume wait waited waiting wake walk walked walking wall walls want wanted wanting wants war warm warmth
warn was wash wasn watch watched watching water waters wave waves way ways we weak weakness wealth wear weary weather
wedding week weeks weight welcome well went were west wet what whatever wheel when whenever where wherever whether
which while whip whisper whispered whispering white who whoever whole whom whose why wide widow wife wild will willing
win wind winding window windows wine wing winter wise wish wished wit with within without witness wives woman women
won wonder wondered wonderful wondering wood woods word words wore work worked working world worn worse worst worth
would wouldn wound write writing written wrong wrote yard yards year years yellow yes yesterday yet yield you young
younger your yours yourself youth
"""

#: Words of each language, in small letters.
SMALL_WORDS = {tag: frozenset(text.split()) for tag, text in _SMALL.items()} | {"en": frozenset(_ENGLISH.split())}
