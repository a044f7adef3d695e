{{%AUTOESCAPE context="HTML"}}
{{#SPACE_PART}}<nav class="crumbs" aria-label="Where you are"><ul><li><a href="/spaces">Spaces</a></li><li><a href="/s/{{SPACE}}"><bdi>{{NAME}}</bdi></a></li></ul></nav>
<h1>What is held back in <bdi>{{NAME}}</bdi></h1>
<p class="meta">Nobody else reads it. It counts again when whoever took the right away, somebody above them, or a steward for this space, lets it count. Where you may do that, a form stands beside it. With an administrator's key it is done on the machine where that is kept: <code>praxis -C DIR ratify REVOCATION --up-to UPDATE</code>. What is on a branch that nobody picked does when <a href="/s/{{SPACE}}/forks">it is picked, too</a>.</p>{{/SPACE_PART}}
{{#OWN}}<nav class="crumbs" aria-label="Where you are"><ul><li><a href="/me">Your account</a></li></ul></nav>
<h1>What of yours is held back</h1>
<p class="meta">You wrote this, and others do not read it. Nothing of it is lost: whoever took the right away, somebody above them, or a steward of the space can let it count again. Ask them, and name the update.</p>{{/OWN}}
{{#COUNTS}}<div class="done" role="status"><p>That is signed. It counts on every node that hears of it; what is held back for another reason, too, stays in this list.</p></div>{{/COUNTS}}
{{>PROBLEM}}
<p class="meta">{{COUNT_WORDS}}</p>
<ul class="list">
{{#LINE}}
<li id="u-{{SHORT}}"><h2>{{WHAT}}, in <bdi>{{IN}}</bdi></h2>
<p>Held back because: {{WHY}}.</p>
{{#WORDS}}<blockquote><p dir="auto">{{TEXT:pre_escape}}</p></blockquote>{{/WORDS}}
<p class="meta">by <bdi>{{BY}}</bdi>, {{WRITTEN}}; update <code>{{UPDATE}}</code></p>
{{#RATIFY}}<form method="post" action="{{PATH}}">
{{>HIDDEN}}
<input type="hidden" name="update" value="{{UPDATE}}">
<div class="field"><label for="reason-{{SHORT}}">Reason to let it count</label>
<p class="hint" id="hint-{{SHORT}}">One line. Everybody of the network can read it, with your name and the date. What the same device wrote here before it, and is held back by the same act, counts with it.</p>
<input type="text" id="reason-{{SHORT}}" name="reason" value="{{REASON}}" required aria-describedby="hint-{{SHORT}}" dir="auto"></div>
<button class="plain">Let it count<span class="hidden"> ({{WHAT}}, update {{SHORT}})</span></button>
</form>{{/RATIFY}}</li>
{{/LINE}}
</ul>
{{#NONE}}<p>Nothing is held back.</p>{{/NONE}}
{{>PAGES}}
