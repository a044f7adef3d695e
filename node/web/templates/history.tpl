{{%AUTOESCAPE context="HTML"}}
<nav class="crumbs" aria-label="Where you are"><ul><li><a href="/s/{{SPACE}}"><bdi>{{SPACE_NAME}}</bdi></a></li><li><a href="/d/{{ID}}"><bdi>{{TITLE}}</bdi></a></li></ul></nav>
<h1>History of <bdi>{{TITLE}}</bdi></h1>
<p class="meta">{{COUNT_WORDS}} What arrived here last comes first; the numbers are this node's.</p>
{{#COMPARE}}
<form method="get" action="/d/{{ID}}/diff">
<fieldset><legend>Compare two versions</legend>
<div class="field"><label for="a">From</label><select id="a" name="a">{{#OPTION}}<option value="{{REVISION_ID}}"{{#IS_A}} selected{{/IS_A}}>{{WORDS}}</option>{{/OPTION}}</select></div>
<div class="field"><label for="b">To</label><select id="b" name="b">{{#OPTION}}<option value="{{REVISION_ID}}"{{#IS_B}} selected{{/IS_B}}>{{WORDS}}</option>{{/OPTION}}</select></div>
<button class="plain">Compare</button>
</fieldset>
</form>
{{/COMPARE}}
<h2>Changes</h2>
<ul class="list">
{{#REVISION}}
<li id="r-{{SHORT}}"><h3>{{NUMBER}}: <bdi>{{AUTHOR}}</bdi>, {{WRITTEN}}</h3>
<p>{{WHAT}}{{#FIELDS}} <bdi>{{NAMES}}</bdi>{{/FIELDS}}</p>
{{#VERDICT}}<p class="note">{{WORDS}}</p>{{/VERDICT}}
<ul class="tools">{{#CHANGE}}<li><a href="/d/{{ID}}/diff?{{QUERY}}">What changed<span class="hidden"> with change {{NUMBER}}</span></a></li>{{/CHANGE}}<li><a href="/d/{{ID}}?version={{REVISION_ID}}">Read this version<span class="hidden">: {{NUMBER}}</span></a></li></ul></li>
{{/REVISION}}
</ul>
{{>PAGES}}
