{{%AUTOESCAPE context="HTML"}}
<nav class="crumbs" aria-label="Where you are"><ul><li><a href="/spaces">Spaces</a></li></ul></nav>
<h1><bdi>{{NAME}}</bdi></h1>
<p class="meta">{{JOIN}} You have no role here.</p>
{{>RULES}}
{{#ASKED}}
<h2>Your request</h2>
{{#WAITS}}<p class="note">You asked on {{WRITTEN}}; nobody has answered yet.</p>{{/WAITS}}
{{#TAKEN}}<p class="note"><bdi>{{BY}}</bdi> took you in on {{WRITTEN}}; that role has ended since. You may ask again.</p>{{/TAKEN}}
{{#DECLINED}}<p class="note">You asked, and <bdi>{{BY}}</bdi> declined on {{WRITTEN}}. You may ask again.</p>
{{#REASON}}<blockquote><p dir="auto">{{TEXT:pre_escape}}</p></blockquote>{{/REASON}}{{/DECLINED}}
{{#SAID}}<p class="meta">What you said:</p><blockquote><p dir="auto">{{TEXT:pre_escape}}</p></blockquote>{{/SAID}}
{{/ASKED}}
{{#FORM}}
<h2>Ask to join</h2>
{{>PROBLEM}}
<form method="post" action="/s/{{SPACE}}/join">
{{>HIDDEN}}
<div class="field"><label for="words">Who you are, and why you ask</label>
<p class="hint" id="words-hint">One line, or nothing. Everybody of the network can read it, with your name and the date; it cannot be erased.</p>
<input type="text" id="words" name="words" value="{{WORDS}}" aria-describedby="words-hint" dir="auto"></div>
<button>Ask to join</button>
</form>
{{/FORM}}
