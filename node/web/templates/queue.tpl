{{%AUTOESCAPE context="HTML"}}
<nav class="crumbs" aria-label="Where you are"><ul><li><a href="/spaces">Spaces</a></li><li><a href="/s/{{SPACE}}"><bdi>{{NAME}}</bdi></a></li></ul></nav>
<h1>What waits for moderators of <bdi>{{NAME}}</bdi></h1>
<p class="meta">{{COUNT_WORDS}} The oldest comes first. What a moderator settles or approves leaves the queue on every node.</p>
{{#FILTER}}
<form method="get" action="/s/{{SPACE}}/queue">
{{#THEMES}}<div class="field"><label for="theme">Theme</label>
<select id="theme" name="theme">{{#CHOICE}}<option value="{{VALUE}}"{{#CHOSEN}} selected{{/CHOSEN}}>{{WORD}}</option>{{/CHOICE}}</select></div>{{/THEMES}}
{{#LANGUAGES}}<div class="field"><label for="language">Language</label>
<select id="language" name="language">{{#CHOICE}}<option value="{{VALUE}}"{{#CHOSEN}} selected{{/CHOSEN}}>{{WORD}}</option>{{/CHOICE}}</select></div>{{/LANGUAGES}}
<button>Show only these</button>
</form>
{{/FILTER}}
<ul class="list">
{{#CALL}}
<li id="f-{{SHORT}}"><h2><a href="/d/{{ABOUT}}"><bdi>{{TITLE}}</bdi></a></h2>
<blockquote><p dir="auto">{{TEXT:pre_escape}}</p></blockquote>
<p class="meta">by <bdi>{{BY}}</bdi>, {{WRITTEN}}</p>
<ul class="tools"><li><a href="/d/{{ABOUT}}/moderate">Moderate it<span class="hidden">: {{TITLE}}</span></a></li><li><a href="/d/{{CALL_ID}}/moderate">Settle this flag<span class="hidden">: {{TITLE}}</span></a></li></ul></li>
{{/CALL}}
{{#UNAPPROVED}}
<li><h2><a href="/d/{{ABOUT}}"><bdi>{{TITLE}}</bdi></a></h2>
{{#WITHHELD}}<p>It waits for approval, and is shown to nobody else.</p>{{/WITHHELD}}{{#SHOWN}}<p>A change of what somebody else made; it is shown.</p>{{/SHOWN}}
<p class="meta">by <bdi>{{BY}}</bdi>, who is in quarantine, {{WRITTEN}}</p>
<ul class="tools"><li><a href="/d/{{ABOUT}}/moderate">Moderate it<span class="hidden">: {{TITLE}}</span></a></li></ul></li>
{{/UNAPPROVED}}
</ul>
{{#NONE}}<p>Nothing waits.</p>{{/NONE}}
{{>PAGES}}
{{#QUARANTINE}}<p><a href="/s/{{SPACE}}/quarantine">Who is in quarantine here</a></p>{{/QUARANTINE}}
<p><a href="/s/{{SPACE}}/moderation">What was moderated here</a></p>
