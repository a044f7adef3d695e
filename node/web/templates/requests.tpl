{{%AUTOESCAPE context="HTML"}}
<nav class="crumbs" aria-label="Where you are"><ul><li><a href="/spaces">Spaces</a></li><li><a href="/s/{{SPACE}}"><bdi>{{NAME}}</bdi></a></li></ul></nav>
<h1>Who asks to join <bdi>{{NAME}}</bdi></h1>
{{>PROBLEM}}
<p class="meta">{{COUNT_WORDS}} The oldest comes first. Every request and answer stands in <a href="/s/{{SPACE}}/who-does-what">who may do what here</a>.</p>
<ul class="list">
{{#REQUEST}}
<li id="r-{{SHORT}}"><h2><bdi>{{PERSON}}</bdi></h2>
{{#SAID}}<blockquote><p dir="auto">{{TEXT:pre_escape}}</p></blockquote>{{/SAID}}{{#NO_WORDS}}<p>Without words.</p>{{/NO_WORDS}}
<p class="meta">{{WRITTEN}}</p>
<form method="post" action="/s/{{SPACE}}/requests">
{{>HIDDEN}}
<input type="hidden" name="request" value="{{ID}}"><input type="hidden" name="answer" value="take in">
<div class="field"><label for="as-{{SHORT}}">Role</label>
<select id="as-{{SHORT}}" name="as">{{#ROLE}}<option value="{{WORD}}"{{#CHOSEN}} selected{{/CHOSEN}}>{{LABEL}}: {{MAY}}</option>{{/ROLE}}</select></div>
<button>Take in<span class="hidden"> {{PERSON}}</span></button>
</form>
<form method="post" action="/s/{{SPACE}}/requests">
{{>HIDDEN}}
<input type="hidden" name="request" value="{{ID}}"><input type="hidden" name="answer" value="decline">
<div class="field"><label for="reason-{{SHORT}}">Reason</label>
<p class="hint" id="hint-{{SHORT}}">One line. Who asked reads it, and so can everybody else of the network.</p>
<input type="text" id="reason-{{SHORT}}" name="reason" value="{{REASON}}" required aria-describedby="hint-{{SHORT}}" dir="auto"></div>
<button>Decline<span class="hidden"> {{PERSON}}</span></button>
</form></li>
{{/REQUEST}}
</ul>
{{#NONE}}<p>Nobody waits.</p>{{/NONE}}
{{>PAGES}}
