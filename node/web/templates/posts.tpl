{{%AUTOESCAPE context="HTML"}}
{{#SHOWN}}
<h2 id="answers">{{PLURAL}} ({{COUNT}})</h2>
{{#POST}}
<article class="post" id="d-{{SHORT}}" aria-labelledby="h-{{SHORT}}">
<h3 id="h-{{SHORT}}"><bdi>{{AUTHOR}}</bdi>, {{WRITTEN}}</h3>
{{#QUOTE}}<blockquote><p class="meta"><a href="#d-{{SHORT}}"><bdi>{{AUTHOR}}</bdi> wrote</a>:</p>{{#PARAGRAPH}}<p dir="auto">{{TEXT:pre_escape}}</p>{{/PARAGRAPH}}</blockquote>{{/QUOTE}}
{{#QUOTE_GONE}}<blockquote><p>A post that is not here, or that you may not read.</p></blockquote>{{/QUOTE_GONE}}
{{#MISSING}}<p class="note">The text is not here: it was erased, or has not arrived yet.</p>{{/MISSING}}
<div class="prose">{{#PARAGRAPH}}<p dir="auto">{{TEXT:pre_escape}}</p>{{/PARAGRAPH}}</div>
{{#MORE}}<p><a href="/d/{{ID}}">Read the whole of it</a></p>{{/MORE}}
{{#BALLOTS}}<p class="meta">{{LABEL}}: <bdi>{{WORDS}}</bdi></p>{{/BALLOTS}}
<ul class="tools">
{{#REPLY}}<li><a href="/d/{{THREAD}}/reply?quote={{ID}}">Quote<span class="hidden"> this by {{AUTHOR}}</span></a></li>{{/REPLY}}
{{#CAST}}<li><a href="/d/{{ID}}/edit">{{LABEL}}<span class="hidden"> to this by {{AUTHOR}}</span></a></li>{{/CAST}}
<li><a href="/d/{{ID}}">On its own page<span class="hidden">: {{LABEL}} by {{AUTHOR}}, {{WRITTEN}}</span></a></li>
</ul>
</article>
{{/POST}}
{{#UNMERGED}}<p class="note"><a href="/d/{{ID}}">{{LABEL}} that cannot be shown now</a></p>
{{/UNMERGED}}
{{#NONE}}<p>Nobody has written here yet.</p>{{/NONE}}
{{>PAGES}}
{{>REPLY_FORM}}
{{/SHOWN}}
