/** Given names common enough that `a link for Bob` names the payer and not what is paid for. Lower case. */
export const firstNames: ReadonlySet<string> = new Set(
  [
    "aaron adam adrian ahmed aisha alan albert alejandro alex alexander alice alicia amanda amir amy ana andrea andrew andy",
    "angela anita ann anna anne annie anthony antonio arthur ashley barbara bella ben benjamin beth betty bill bob bobby brad",
    "brandon brenda brian bruce bruno carla carlos carol caroline catherine cathy charles charlie chen chloe chris christian",
    "christina christine christopher cindy claire clara colin connie craig cynthia daisy dan dana daniel danny dave david dean",
    "deborah debbie denise dennis derek diana diane diego dmitri don donald donna doris dorothy doug douglas dylan ed eddie",
    "edward elaine elena eli elijah elizabeth ella ellen emily emma eric erica erik ethan eva evan evelyn fatima fiona frank",
    "fred gabriel gary george gina gloria greg gregory hannah harry hassan heather hector helen henry hiroshi hugo ian irene",
    "isaac isabella ivan jack jackie jacob jake james jamie jan jane janet jason javier jay jean jeff jeffrey jen jennifer",
    "jenny jeremy jerry jess jesse jessica jill jim jimmy joan joe joel johan john johnny jon jonathan jose joseph josh joshua",
    "joyce juan judy julia julian julie justin karen karl kate katherine kathy katie keith kelly ken kenji kenneth kevin kim",
    "kyle larry laura lauren lee lena leo leon leonard li lily linda lisa liu liz logan lucas lucia lucy luis luke lynn maggie",
    "marcus margaret maria marie mario mark martha martin mary matt matthew max maya megan mei melissa mia michael michelle miguel",
    "mike min ming minh mohamed mohammed molly monica nancy naomi natalie natasha nathan neil nick nicolas nicole nina noah nora",
    "olga oliver olivia omar oscar owen pablo pam pamela patricia patrick paul paula pedro peggy peter phil philip phoebe priya",
    "rachel rahul raj ralph ravi ray raymond rebecca renee ricardo richard rick rita rob robert roberta robin roger ron ronald",
    "rosa roy russell ruth ryan sally sam samantha samuel sandra sara sarah scott sean sergei sergio sharon shirley simon sofia",
    "sonia sophia sophie stacy stella stephanie stephen steve steven stuart sue susan suzanne sven sylvia tanya taylor ted teresa",
    "terry theo theresa thomas tim timothy tina todd tom tommy tony tracy travis tyler valerie vanessa vera veronica vicky victor",
    "victoria vincent virginia vivian wang walter wayne wei wendy will william xiao yan yuki yusuf zach zhang zoe",
  ].flatMap((line) => line.split(" ")),
);
