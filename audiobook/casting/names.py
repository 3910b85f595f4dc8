"""What a name says about its bearer: common English first names, titles and words of kinship (general knowledge)."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


FEMALE_NAMES = _words(
    """
    abigail ada adela adelaide agatha agnes alice alison amanda amelia amy angela anita ann anna annabel anne
    annie annette antonia arabella audrey augusta barbara beatrice becky bella bertha bess bessie beth betsy
    betty beverly blanche bonnie brenda bridget camilla carol caroline carolyn carrie catherine cathy cecilia
    cecily celia charlotte cheryl chloe christina christine clara clarissa claudia constance cora cordelia
    cynthia daisy daphne deborah delia denise diana dinah dolly dora doris dorothea dorothy edith edna effie
    eileen elaine eleanor elinor eliza elizabeth ella ellen elsie emily emma estella esther ethel eugenia eunice
    eva eve evelyn fanny fay felicia flora florence frances gertrude gladys gloria grace greta gwen gwendolen
    hannah harriet hazel heather helen helena henrietta hester hilda honor ida imogen irene iris isabel isabella
    ivy jackie jane janet jean jemima jennifer jenny jessica jessie joan joanna josephine joyce judith judy
    julia juliet kate katharine katherine kathleen katie kitty laura lavinia leah lena letitia lilian lillian
    lily linda lisa lizzie lizzy lois louisa louise lucilla lucy lydia mabel madeleine mabel maggie mamie
    margaret maria marian marianne marie marilla marion marjorie martha mary matilda maud maude mavis may
    melissa mercy meg michelle mildred millicent milly minnie miranda miriam molly monica muriel myra nan nancy
    nanny naomi natalie nellie nelly nettie nina nora norah olive olivia ophelia pamela patience patricia patty
    paula pauline pearl peggy penelope phoebe phyllis polly portia priscilla prudence rachel rebecca rhoda rosa
    rosalind rosamond rose rosemary ruby ruth sally samantha sandra sara sarah selina sharon sheila sibyl sophia
    sophie stella stephanie susan susanna susannah sylvia tabitha teresa thelma theodora theresa tilly tess
    ursula valerie vanessa vera veronica victoria viola violet virginia vivian wendy wilhelmina winifred yvonne
    zoe natasha sonya myrtle
    """
)
MALE_NAMES = _words(
    """
    aaron abel abraham adam adrian alan albert alec alexander alexis alfred algernon allan ambrose andrew angus
    anthony archibald arnold arthur aubrey augustus barnaby barney bartholomew basil ben benedict benjamin
    bernard bert bertie bill billy bob bobby bradley brian bruce bryan caleb calvin carl cecil cedric charles
    charley charlie chester christopher clarence claude clement clifford clive colin cornelius craig cuthbert
    cyril daniel david dennis derek dick donald dorian douglas duncan ebenezer edgar edmund edward edwin eli
    elijah eric ernest eugene eustace evan ezra felix ferdinand fitzwilliam francis frank fred freddy frederick
    gabriel gareth geoffrey george gerald gerard gideon gilbert giles godfrey gordon graham gregory griffith guy
    hamlet harold harry harvey hector henry herbert herman horace horatio howard hubert hugh hugo humphrey ian
    ira isaac ishmael israel ivan jack jacob jake james jason jasper jay jeff jeffrey jeremiah jeremy jerome
    jerry jesse jim jimmy joe joel john johnny jonas jonathan joseph joshua julian julius justin keith kenneth
    kevin lancelot larry laurence lawrence leonard leopold leo leslie lewis lionel louis lucas luke malcolm mark
    marmaduke martin matt matthew maurice max michael mike miles mortimer moses nathan nathaniel neil ned
    nicholas nick nigel noah noel norman oliver orlando oscar oswald otto owen patrick paul percival percy perry
    pete peter phil philip pip quentin ralph randolph raymond reginald reuben richard rob robert robin rodney
    roger roland ronald roy rudolph rufus rupert russell sam samson samuel scott sebastian septimus seth
    sherlock sidney silas simon solomon stanley stephen steven stewart stuart sydney ted terence theodore thomas
    tim timothy titus toby tom tommy tony tristram valentine vernon victor vincent walter warren wilfred will
    william willie winston pierre andrei nikolai boris huck huckleberry tom queequeg ahab starbuck stubb
    """
)
MALE_WORDS = _words(
    """
    mr sir lord king prince duke count earl baron uncle father brother monsieur m master mister captain colonel
    major lieutenant general sergeant reverend squire don signor señor herr abbé emperor judge marquis bishop
    constable corporal grandfather grandpa papa dad daddy husband son nephew boy man gentleman waiter butler
    host landlord footman policeman priest widower lad fellow steward coachman groom fisherman soldier sailor
    """
)
FEMALE_WORDS = _words(
    """
    mrs miss ms lady queen princess duchess countess baroness aunt auntie mother sister madame mme mademoiselle
    mlle madam dame mistress nurse doña signora signorina señora señorita frau fräulein empress grandmother
    grandma granny mama mamma mum mommy wife daughter niece girl woman maid housekeeper hostess landlady
    waitress governess widow bride
    """
)
CHILD_WORDS = _words(
    """
    boy girl child baby lad lass little kid infant urchin
    """
)
YOUNG_WORDS = _words(
    """
    young miss master youth bride
    """
)
OLD_WORDS = _words(
    """
    old aged grandfather grandmother grandma grandpa granny gaffer dowager elderly ancient veteran emperor
    """
)
#: What Chinese names of roles and kin end in.
CHINESE_FEMALE = (
    "夫人",
    "太太",
    "奶奶",
    "姑娘",
    "小姐",
    "姐",
    "姐姐",
    "妹妹",
    "妈",
    "媽",
    "嬷嬷",
    "嬤嬤",
    "姥姥",
    "婆子",
    "丫头",
    "丫頭",
    "娘",
    "嫂",
    "姨",
    "母",
    "女",
    "氏",
)
CHINESE_MALE = (
    "先生",
    "老爷",
    "老爺",
    "公子",
    "少爷",
    "少爺",
    "爷",
    "爺",
    "哥",
    "弟",
    "兄",
    "叔",
    "伯",
    "父",
    "爸",
    "道士",
    "和尚",
    "将军",
    "將軍",
    "王",
    "公",
)
CHINESE_OLD = (
    "姥姥",
    "嬷嬷",
    "嬤嬤",
    "老太太",
    "老爷爷",
    "奶奶",
    "婆婆",
    "贾母",
    "賈母",
)
