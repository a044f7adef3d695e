{{%AUTOESCAPE context="HTML"}}
<nav class="crumbs" aria-label="Where you are"><ul><li><a href="/spaces">Spaces</a></li><li><a href="/s/{{SPACE}}"><bdi>{{NAME}}</bdi></a></li></ul></nav>
<h1>Quarantine in <bdi>{{NAME}}</bdi></h1>
{{>PROBLEM}}
<p class="meta">What an author in quarantine writes here is kept and travels, and is shown to them and to moderators alone until one approves it. {{COUNT_WORDS}} To put an author there, begin at something they wrote here.</p>
{{#NEW}}
<form method="post" action="/s/{{SPACE}}/quarantine">
{{>HIDDEN}}
<input type="hidden" name="act" value="quarantine"><input type="hidden" name="person" value="{{PERSON}}">
<h2>Put <bdi>{{NAME}}</bdi> in quarantine</h2>
<div class="field"><label for="reason">Reason</label>
<p class="hint" id="reason-hint">One line. Everybody can read it, here and on every other node, with your name and the date. It cannot be erased.</p>
<input type="text" id="reason" name="reason" value="{{REASON}}" required aria-describedby="reason-hint" dir="auto"></div>
<button>Put in quarantine</button>
</form>
{{/NEW}}
<ul class="list">
{{#AUTHOR}}
<li id="q-{{SHORT}}"><h2><bdi>{{PERSON}}</bdi></h2>
<blockquote><p dir="auto">{{TEXT:pre_escape}}</p></blockquote>
<p class="meta">by <bdi>{{BY}}</bdi>, {{WRITTEN}}</p>
<form method="post" action="/s/{{SPACE}}/quarantine">
{{>HIDDEN}}
<input type="hidden" name="act" value="release"><input type="hidden" name="quarantine" value="{{ID}}">
<div class="field"><label for="reason-{{SHORT}}">Reason</label>
<p class="hint" id="hint-{{SHORT}}">One line. Everybody can read it.</p>
<input type="text" id="reason-{{SHORT}}" name="reason" value="{{REASON}}" required aria-describedby="hint-{{SHORT}}" dir="auto"></div>
<button>Release<span class="hidden"> {{PERSON}}</span></button>
</form></li>
{{/AUTHOR}}
</ul>
<p><a href="/s/{{SPACE}}/queue">What waits for moderators</a></p>
<p><a href="/s/{{SPACE}}/moderation">What was moderated here</a></p>
