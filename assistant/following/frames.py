"""Frames: what a follow-up asks for when it says nothing but that ("how many?", "easier?"), whatever it is about."""

from __future__ import annotations

import re

from assistant.following.mending import mend

IT = r"(?:it|that|this|these|those|them|they|(?:the |this |that |these |those |my )?(?:exercises?|stretch|stretches|movement|ones?))"
"""Words that stand for what was spoken of before."""
_WHO = r"(?:i|we|you|he|she|they|mum|mom|dad|nan|my \w+)"
_DO = rf"(?:(?:should|do|shall|must|can|could|would|does|would|need) {_WHO}(?: actually| really| be| need to| have to| just)*(?: (?:do|doing|be doing|aim for|try|start with|repeat|hold|keep|stay|stretch))?(?: (?:of )?{IT})?(?: for)?)"
_RATE = r"(?:(?:a|per|each|every|in a|in one) (?:day|week|side|leg|arm|time|go|session|morning|sitting|hour|set))"
_TAIL = r"(?: (?:tho|though|then|please|pls|plz|actually|exactly|now|again|really|at first|first|in total|in all|anyway|at a time|at once|roughly|about|or what|do you (?:think|reckon)|for me|with it|is it|are there))*"
_ASKS_HOW = r"(?:how (?:do|can|should|would|could) \w+(?: actually)? (?:do|perform|try) IT|how (?:is|are) IT done|how to(?: do IT)?|how(?: do you do IT)?|(?:can you |could you |please |pls )*(?:show me|talk me through|explain|teach me|tell me|describe|walk me through|see|give me)(?: how)?(?: (?:to|i) do)?(?: IT)?(?: (?:then|works?|done))?|what do i do|whats the (?:technique|right way|method)|steps|instructions|how does (?:IT) (?:go|work))"

_FRAMES: tuple[tuple[str, str], ...] = (
    (
        "often",
        rf"(?:and |so )*(?:how many and )?how (?:often|frequently|regular\w*)(?: (?:{_DO}|{IT}|{_RATE}))*|(?:every|each) ?day|daily|(?:and |so )*how many times(?: (?:{_RATE}|{_DO}|{IT}))*|how many days(?: (?:{_RATE}|{_DO}))*|times (?:a|per) (?:day|week)",
    ),
    (
        "hold",
        rf"how long(?: for)?(?: (?:(?:should|do|shall|must|can|does|would) {_WHO} (?:hold|keep|stay|stretch|squeeze|do)(?: {IT})?(?: for| up)?|to hold(?: {IT})?(?: for)?|each(?: (?:time|one))?|a hold|is the hold|per (?:rep|hold)|hold(?: {IT})?(?: for)?))?|for how long|(?:do i )?hold (?:it|them)(?: for how long)?|how many seconds(?: {_DO})?",
    ),
    (
        "many",
        rf"(?:is|are) {IT} (?:too (?:many|much|few|often)|enough)|(?:should|can|could) {_WHO} do (?:more|less|fewer)(?: (?:of )?{IT})?|too (?:many|few)|(?:and )?(?:how (?:many|much)(?: (?:of )?{IT})?(?: (?:reps?|repetitions?|times|sets?|goes|reps and sets|sets and reps))?(?: (?:{_DO}|{_RATE}|of {IT}))*(?: how often)?|reps?|sets|(?:how many )?sets and reps|(?:how many )?reps and sets|what number|how many is (?:enough|right)|(?:whats|what is) the (?:dose|number|right number)|how many (?:to|do i) (?:start with|do)|how many of what)",
    ),
    (
        "stop",
        rf"when (?:can|should|do|could|may|will) {_WHO} (?:stop|finish|give up|leave off)(?: (?:doing )?{IT})?|how (?:long|many weeks|many months)(?: for)? (?:do|should|will|must) {_WHO} (?:have to|need to|keep|carry on)(?: (?:doing|keep doing|do|carry on|on)(?: {IT})?)*(?: {IT})?(?: for)?|do {_WHO} (?:have to|need to) (?:do|keep doing|keep) {IT}(?: up)? (?:for ?ever|for life|always)|for ?ever|(?:is|are) {IT} for (?:ever|life)",
    ),
    (
        "why",
        rf"(?:why|how come)(?: (?:though|so|not|cant {_WHO}|shouldnt {_WHO}|mustnt {_WHO}|should not {_WHO}|must not {_WHO}|is that|(?:do|should|must|would) {_WHO} (?:do|need|have to do|bother with|want to do)(?: {IT})?|{IT}))?|what ?for|(?:whats|what is|what are|what) {IT} (?:good )?for|(?:whats|what is) the (?:point|use|benefit|purpose|reason|idea)(?: of {IT})?|what (?:does|do|will|would) {IT} (?:do|help|work|strengthen|target)(?: for me| with)?|how (?:does|do|will|would) {IT} help(?: me)?|(?:what|which) muscles?(?: (?:does|do|will|would) (?:{IT}|this) (?:work|use|train|strengthen|help)| is {IT} for)?|(?:whats|what) good for|(?:does|do|will|would) {IT} (?:really |actually )?(?:help|work|do any good)|whats it meant to do|whats good about {IT}",
    ),
    (
        "hurting",
        rf"(?:what|and|but|so)?(?: (?:if|when|about))? ?{IT} (?:hurts?|is hurting|is painful|is sore|aches?|starts to hurt|makes me sore|is a bit sore|is killing me|is agony)(?: (?:a bit|a lot|a little|though|too much|afterwards|after|my \w+|when i do {IT}|doing {IT}|to do))*(?:,? (?:what (?:then|now|do i do|should i do)|should i (?:stop|carry on|worry)))?|(?:and |but )?(?:what )?if it hurts(?: .{{0,20}})?|(?:so )?should {_WHO} (?:stop|carry on|keep going|leave (?:it|them) out)(?: (?:doing )?{IT})?(?: then)?|it hurts me|what if (?:i get|theres|there is|i have) pain|its (?:painful|sore|agony)|ouch|im in pain|(?:can|should|do) {_WHO} (?:do {IT} )?(?:push )?through (?:the )?pain",
    ),
    (
        "pain",
        rf"(?:is (?:it|that) )?(?:normal|ok|okay|alright|all right|usual|fine|bad)(?: to carry on)? (?:if|when|that) {IT} (?:hurts?|aches?|is sore|is painful|is hurting|are sore)(?: (?:a bit|a little|a lot|afterwards|after|when i do {IT}))*|(?:does|will|should|would|might|could|do|is|are) {IT}(?: be)?(?: going to| meant to| supposed to)? (?:hurt|ache|be painful|be sore|painful|sore|hurting|hurt me|burn|pull)(?: a bit| a little| much)?|(?:what|and|but)?(?: (?:if|when|about))? ?{IT} (?:hurts?|is hurting|is painful|is sore|aches?|starts to hurt|makes me sore|is a bit sore|is killing me)(?: (?:a bit|a lot|a little|though|too much|afterwards|after|my \w+|when i do {IT}))*(?:,? (?:is (?:that|it) (?:normal|ok|okay|alright|all right|bad|right|meant to|usual)|what (?:then|now|do i do)|should i (?:stop|carry on|worry)))?|(?:so )?should {_WHO} (?:stop|carry on|keep going|leave (?:it|them) out)(?: (?:doing )?{IT})?(?: then)?|it hurts me|what if (?:i get|theres|there is|i have) pain|is {IT} (?:meant|supposed) to hurt|ouch|(?:can|should|do) {_WHO} (?:do {IT} )?(?:push )?through (?:the )?pain",
    ),
    (
        "easier",
        rf"(?:is there |have you got |got |can you give me |give me |what is |whats |do you have |are there |any |an? |the |something |anything )*(?:even |still |much |a bit |a lot )?(?:easier|gentler|simpler|lighter|lower|smaller|shallower|softer|slower|kinder|less hard|not so hard|less strenuous)(?: (?:one|ones|way|version|versions|option|options|exercise|alternative|that i can do|than {IT}))*(?: to do {IT})?|(?:its|that is|thats|they are|theyre|this is|these are|it is|far|much|bit)*(?: (?:a bit|bit|far|way|much|still|really))* ?(?:still )?too (?:hard|difficult|much|strenuous|advanced)(?: for (?:me|him|her|mum|dad))?|(?:{_WHO}|im) (?:struggling to|cant|couldnt|struggle to|dont think i can|will never) (?:manage|do|cope with)(?: {IT})?(?: (?:one|at all|yet|properly))?|im struggling|(?:can you |could you |please )?make {IT} easier|how (?:do|can) i make {IT} easier|(?:whats|what is) the (?:easier|easiest) (?:one|version|way)",
    ),
    (
        "harder",
        rf"(?:is there |have you got |got |can you give me |give me |what is |whats |any |an? |the |something |anything )*(?:even |still |much |a bit )?(?:harder|tougher|more (?:difficult|challenging|advanced))(?: (?:one|ones|way|version|option|than {IT}))*|(?:{IT} (?:is|are)|its|thats|that is|theyre|this is|it is|(?:getting|got|become))*(?: (?:a bit|far|way|much|now|getting|all))* ?(?:too|very|really|pretty|quite|so) easy(?: for me)?(?: now)?|(?:can you |could you |please )?make {IT} harder|how (?:do|can|should) i (?:progress|make {IT} harder|move on)(?: {IT})?|(?:whats|what is|what would be|what comes|what)(?: the)? next(?: (?:step|level|stage|one))?(?: up)?(?: (?:from|after) {IT})?|next (?:step|level|one|stage)(?: up)?|i (?:can|could) do {IT} easily(?: now)?|progress\w*|(?:and )?(?:then )?(?:after that|afterwards|after)|what do i do (?:after that|next)|when do i move on",
    ),
    (
        "else",
        rf"(?:so |and )?(?:what|which)(?: other)? else(?: (?:can|should|could|do) {_WHO} (?:do|try))?(?: (?:is there|helps|would help|for {IT}))?|anything else(?: (?:i (?:can|could|should) (?:do|try)|to try|that helps))?|(?:any|some|show me|give me|got any|are there any|what) (?:more|others?|other (?:ones|exercises|options|things))(?: (?:exercises?|ones|options|i can do|i could do|like {IT}))*|more(?: (?:exercises?|ones|please|options))?|others?|something (?:else|different)|(?:give me )?another(?: (?:one|exercise))?|an? (?:different|alternative)(?: one| exercise)?|alternatives?|different (?:ones?|exercises?)|what other(?: (?:ones|exercises|things))?(?: (?:are there|can i do|help))*|(?:what|anything) (?:i )?(?:can i do )?instead(?: of {IT})?|instead(?: of {IT})?",
    ),
    (
        "best",
        rf"(?:and )?(?:which|what|whats)(?: (?:one|ones|exercise|of (?:them|these|those)))*(?: (?:is|are|would be|works?|should be|helps?))*(?: the)? (?:best|most|better|most important|most useful)(?: (?:one|ones|exercise|of (?:them|these|those)|to start with|to do|overall))*(?: for (?!after)[a-z ]{{3,25}})?|(?:if|when) {_WHO} (?:can |could )?only (?:do|have time for) one(?: which (?:one|is best|should it be))*|which (?:one |ones |exercise )?(?:comes |is |goes |do i do |should i do )?first|which (?:one )?(?:should|do|would) {_WHO} (?:do|choose|pick|start with)(?: first)?",
    ),
    (
        "working",
        rf"how (?:will|do|would|can|could) {_WHO} (?:know|tell|see|be sure)(?: (?:if|that|whether|when))?(?: (?:{IT}|they|theyre|its|the exercises))?(?: (?:is|are|am|being|really|actually))*(?: (?:work|works|working|helping|doing any good|making a difference|doing anything|better|improving|getting better))+|(?:is|are) {IT} (?:working|helping|doing any good)"
        rf"|(?:how (?:long|soon|many weeks)|when)(?: (?:until|till|til|before|for|does it take|will it take|will it be|do|does|will|would))*(?: (?:{IT}|they|the exercises))?(?: (?:to|will|do|does))*(?: (?:start|starts|begin|begins)(?: to)?)?(?: (?:work|works|working|help|helps|helping|kick in|make a difference|makes a difference|notice (?:a difference|anything)|{_WHO} (?:notice|see|feel) (?:a difference|anything|the benefit|results)))+",
    ),
    (
        "list",
        rf"(?:so )?(?:what|which|any|some|got any|are there any|what kind of|what sort of)(?: \w+)? (?:exercises?|stretch(?:es)?|moves)(?: (?:(?:should|can|could|do|must|are|is|would) )?(?:{_WHO}|for (?:me|him|her|that|it|this)|good|best|ok|safe|right|help|helps|do|be|doing|try|start with|there|is|are|at home))*|what (?:should|can|could|must|do|shall) {_WHO} (?:do|be doing|try|practi[sc]e|be practi[sc]ing|work on)(?: (?:now|for it|about it|for that|then|at this stage|first))?|(?:the )?exercises?(?: (?:please|for (?:me|him|her|it|that)))?|what do (?:i|we) do (?:now|then|about it)|what helps(?: with)?(?: {IT})?|(?:(?:can|could) you )?(?:please )?(?:(?:give|show|send|recommend|suggest|write)(?: me| us)?|i (?:want|need|would like|am looking for)|id like|im looking for|looking for)?(?: (?:some|any|a list of|a few|the|good|a|an|my|list of))*(?: \d+ min\w*)? ?(?:list of exercises|exercises?|stretches|routine|programme|program|workout|exercise (?:plan|routine|programme|list))(?: (?:to do|please|for (?:me|him|her|my (?:mum|dad|mother|father|wife|husband|nan|gran|sister|brother|friend|patient))|at home|today|that i can do))*",
    ),
    (
        "when",
        rf"how (?:soon|many weeks|many months|many days|long (?:until|till|before)(?: {_WHO} can(?: do| start)?)?)(?: (?:{_DO}|can {_WHO}(?: do| start| try)?(?: {IT})?))*|when(?: (?:can|should|could|may|do|will) {_WHO}(?: (?:do|start|try|begin|go back to|be able to do))?(?: (?:doing )?{IT})?)?|from when|what week|is it too (?:soon|early)|too soon",
    ),
    (
        "recover",
        rf"(?:when|how long|how soon|how many weeks)(?: (?:will|does|do|until|till|before|is|should))*(?: {IT})?(?: (?:will|does|to|be|usually|normally|going to))*(?: (?:get|gets|getting|feel|be|go|goes|take|takes|last|lasts|heal|heals|improve|settle|ease|work|works|help|helps|start to work|see a difference|see results|notice a difference))+(?: (?:better|away|off|to heal|to get better|to work|to settle|for|fully|a difference|normal))*|when will i (?:be better|be back to normal|feel better|see a difference|notice a difference)|how long (?:is|are) (?:{IT}|the recovery)(?: .{{0,20}})?|will {IT} (?:get better|go away|go|heal)",
    ),
    (
        "more",
        rf"(?:can you |could you |please )?(?:tell me|say|know|explain)(?: a bit| a little)? more(?: about {IT})?(?: to me)?|(?:more|further) (?:info\w*|details?|about {IT}|on {IT})|go on|carry on|expand|explain(?: {IT})?(?: more| again)?|i dont (?:understand|get it|get that|follow)|what do you mean(?: by {IT})?|what does {IT} mean|elaborate|(?:what|whats) (?:is|are) {IT}",
    ),
    (
        "safe",
        rf"(?:is|are) {IT}(?: really| actually)? (?:safe|ok|okay|alright|all right|fine|good|dangerous|allowed|suitable)(?: (?:for|to do)(?: me| him| her| mum| dad| my \w+)?)?|(?:can|should|could|may|am) {_WHO}(?: (?:allowed to|ok to|safe to|still|even|already|really))* (?:do|try|start) {IT}(?: (?:now|yet|already|too|at all|safely))*|so can {_WHO}|(?:so )?(?:is it|am i) (?:ok|okay|safe|allowed)|can i(?: then)?|so (?:is that|thats|its) (?:ok|fine|a no|a yes|safe)|should i(?: do {IT})?",
    ),
    (
        "avoid",
        rf"(?:and )?(?:what|which|whats)(?: (?:ones?|exercises?|else|things?|movements?))*(?: (?:is|are))?(?: (?:should|must|do|to|can))?(?: {_WHO})? ?(?:(?:to )?(?:avoid|leave out|stay away from|keep off|be careful (?:of|with)|watch out for)|(?:should|must)(?: {_WHO})? not (?:do|be doing)|not (?:to )?do|(?:shouldnt|mustnt|cant|should not|must not) {_WHO} do|{_WHO} (?:shouldnt|mustnt|should not|must not|cant) do)|(?:is there )?(?:anything|any (?:exercises?|ones|movements?))(?: that)?(?: {_WHO})? (?:(?:should|must|to|need to) (?:avoid|leave out|not do)|(?:shouldnt|mustnt|cant|should not) do|not to do|i should not do)|(?:which|what)(?: (?:ones?|exercises?|of them))? (?:are|is) (?:bad|dangerous|harmful|unsafe)(?: for me)?",
    ),
    (
        "normal",
        rf"(?:is|are) {IT} (?:normal|usual|expected|right|common|bad)|normal|should i (?:worry|be worried)(?: about {IT})?",
    ),
    (
        "other-side",
        r"(?:what about|how about|and|do i do|should i do|does|do i need to do|same (?:for|with|on)|or)? ?(?:it |them |that )?(?:with |on |for )?(?:the|my|his|her) (?:other|good|bad|opposite|non operated|unoperated|operated) (?:leg|side|arm|foot|knee|hip|ankle|shoulder|hand|wrist|elbow)(?: too| as well| also)?|both (?:legs|sides|arms|feet|knees|hands|hips|ankles|shoulders|ways)(?: too| together)?|(?:do i do |is it |should i do )?(?:it |that |them )?(?:on |with |for )?both(?: (?:legs|sides|arms|feet|knees|hands))?",
    ),
    ("how", _ASKS_HOW.replace("IT", IT)),
)
_COMPILED = tuple((name, re.compile(rf"(?:{pattern}){_TAIL}")) for name, pattern in _FRAMES)

_WHOLE = (
    ("hurting", re.compile(r"\bif (?:it|they|the \w+(?: \w+)?) hurts?\b")),
    ("often", re.compile(r"\bhow often\b|\btimes a (?:day|week)\b")),
    ("hold", re.compile(r"\bhow long (?:do|should|shall|must|to|for).* (?:hold|stretch|keep)\b")),
    ("many", re.compile(r"\bhow many (?!weeks|months|days)|\breps\b|\bsets\b")),
    ("stop", re.compile(r"\bwhen (?:can|should) \w+ stop\b")),
    ("pain", re.compile(r"\b(?:hurts?|hurting|pain normal)\b")),
    ("why", re.compile(r"^why\b|\bgood for\b|\bwhat (?:does|do)\b.*\b(?:do|help|work|strengthen)\b")),
    ("easier", re.compile(r"\beasier\b")),
    ("harder", re.compile(r"\bharder\b")),
    ("safe", re.compile(r"^(?:can|could|should|may|is|are)\b")),
    ("how", re.compile(r"\bhow (?:do|to|can|should)\b|\bshow me\b")),
)


def frame_in(text: str) -> str:
    """Return the frame that the whole of `text`, mended, is, or empty."""
    text = text.strip()
    return next((name for name, pattern in _COMPILED if pattern.fullmatch(text)), "") if text else ""


def frame_of(query: str) -> str:
    """Return what `query`, a whole question, asks for, as a frame that another exercise can be put into; empty when none fits."""
    flat = mend(query)
    return next((name for name, pattern in _WHOLE if pattern.search(flat)), "")
