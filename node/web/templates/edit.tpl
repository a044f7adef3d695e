{{%AUTOESCAPE context="HTML"}}
<nav class="crumbs" aria-label="Where you are"><ul><li><a href="/s/{{SPACE}}"><bdi>{{SPACE_NAME}}</bdi></a></li><li><a href="/d/{{ID}}"><bdi>{{TITLE}}</bdi></a></li></ul></nav>
<h1>{{HEADING}}</h1>
{{>PROBLEM}}
{{#STALE}}<p class="note">Somebody changed this document after you opened the form. Save what you have: both changes are kept and merged.</p>{{/STALE}}
{{#CONFLICT}}<p class="note choose">{{WORDS}} All of them stay until you change the field here, or <a href="/d/{{ID}}/conflicts">choose one of them</a>.</p>{{/CONFLICT}}
{{#FORM}}
<form method="post" action="/d/{{ID}}/edit">
{{>HIDDEN}}
{{>FIELD}}
<button>Save</button>
</form>
{{/FORM}}
{{#SECTIONS}}
<h2>Sections</h2>
<p class="meta">Each section is saved on its own, so that several people can write at once.</p>
<ul class="list">
{{#SECTION}}<li><a href="/d/{{ID}}/edit?field={{FIELD}}">{{LABEL}}</a><p class="meta">{{WORDS}}</p></li>{{/SECTION}}
</ul>
{{/SECTIONS}}
{{#TRANSLATE}}
<h2>Another language</h2>
<form method="get" action="/d/{{ID}}/edit">
<div class="field"><label for="lang">Language</label><p class="hint" id="lang-hint">A language tag: fr, ru, pt-br</p><input type="text" id="lang" name="lang" aria-describedby="lang-hint" value="{{LANG}}"></div>
<button class="plain">Write in this language</button>
</form>
{{/TRANSLATE}}
