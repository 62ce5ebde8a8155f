"""The most frequent characters of modern Chinese in both scripts: a right decoding is full of them."""

from __future__ import annotations

_SHARED = (
    "的一是不了在人有我他大上中和地到以就出要可也你生能而子那得自之年下作里道行所然家成方多法去如都同看起"
    "定天分好小部其些主心她本前但因只想日者意力它十民第公此已工使情明性知全三又正外由很最重手向文被什二等"
    "或新己制身果加西斯月回特代信化老位次度任常先海通原立提及比解水名真各入几口平目直德品取往太量再感建做"
    "必件市命山金指克且教保至形社便空治展科司五基眼非白放即像思王完式色路南住告求北死交江京省局院四六七八"
    "九百千元政安少反受切石字米布火夫尼故母世林香男女友夜支片低血半根土改史古台令父呼快早念花晚食城助深兵"
    "客房士忙示站校村河星容引青底奇仍央找周怎初每影失料止清精持拉推排用面把高美相利物界器未流包存集合角田"
    "州波免左右弟苦居木足守配倒笑句速般府牛批息甚均于并事理球共格始型朝更列演音近造普神活族研究收言首英巴"
    "后种与机体儿走系气管期听光据万确表准离构愿极网游党港後於著"
)
_SIMPLIFIED = (
    "旧参这个们来为国说时会对过发经动现当还进从无长关点业将两间问战头见产东声员论处义认条题尔变总电数报结"
    "务场计资许统区队马书则却达难权设记类边该张规觉术领传师观让识带导争运笔实军样开应给内话门调项组织亲备"
    "级层验农单团亚击围线钱装转连请爱费办议标热华车够满远红责讲响词错脸兴乐买卖续职铁继欢质证检测号频络际"
    "环险顾阳终维护学着约选兰罗称属语视获纪县节积专纳园图历强联赛龙湾没"
)
_TRADITIONAL = (
    "決強這個們來為國說時會對過發種經動現當還進從無與長機關點業將兩間問戰頭體見產兒東聲員論處義認條係氣題"
    "爾變總電數報結務場計資許統區隊馬書則聽卻達難權設記類據邊該張規萬覺術領確傳師觀讓識帶導爭運筆實軍樣開"
    "應給內話門調項組織親準備級層驗農單團亞擊圍線錢裝轉連請愛費離辦議標熱華車夠滿遠紅責講響詞構願極錯臉興"
    "樂買賣續職鐵繼歡質證檢測號頻網絡際環險顧陽終維護裡麼臺灣歲島廣專隻畫學並約選蘭羅稱屬語視獲遊紀縣節積"
    "納園圖黨歷聯賽龍沒製參"
)
_PUNCTUATION = "，。、；：？！“”‘’（）《》「」『』【】—…·　％"

FREQUENT = frozenset(_SHARED + _SIMPLIFIED + _TRADITIONAL + _PUNCTUATION)


def _codec_rows(codec: str, leads: range) -> frozenset[str]:
    trails = range(0x40, 0xFF)
    cells = (bytes((lead, trail)).decode(codec, "ignore") for lead in leads for trail in trails)
    return frozenset(cell for cell in cells if len(cell) == 1 and "一" <= cell <= "鿿")


# The first level of each national standard: the 3755 and 5401 characters in general use.
GENERAL = _codec_rows("gb2312", range(0xB0, 0xD8)) | _codec_rows("big5", range(0xA4, 0xC7))
