{{%AUTOESCAPE context="HTML"}}
{{#SHOWN}}
<h2 id="answers">{{PLURAL}} ({{COUNT}})</h2>
{{#POST}}
<article class="post" id="d-{{SHORT}}" aria-labelledby="h-{{SHORT}}">
<h3 id="h-{{SHORT}}"><bdi>{{AUTHOR}}</bdi>, {{WRITTEN}}</h3>
{{#QUOTE}}<blockquote><p class="meta"><a href="#d-{{SHORT}}"><bdi>{{AUTHOR}}</bdi> wrote</a>:</p>{{#PARAGRAPH}}<p dir="auto">{{TEXT:pre_escape}}</p>{{/PARAGRAPH}}</blockquote>{{/QUOTE}}
{{#QUOTE_GONE}}<blockquote><p>A post that is not here, or that you may not read.</p></blockquote>{{/QUOTE_GONE}}
{{#HIDDEN}}<p class="note">Hidden by a moderator: you read it because you moderate here, or wrote it.</p>{{/HIDDEN}}
{{#WAITS}}<p class="note">Waits for a moderator, since its author is in quarantine: you read it because you moderate here, or wrote it.</p>{{/WAITS}}
{{#MISSING}}<p class="note">The text is not here: it was erased, or has not arrived yet.</p>{{/MISSING}}
<div class="prose">{{#PARAGRAPH}}<p dir="auto">{{TEXT:pre_escape}}</p>{{/PARAGRAPH}}</div>
{{#MORE}}<p><a href="/d/{{ID}}">Read the whole of it</a></p>{{/MORE}}
{{#BALLOTS}}<p class="meta">{{LABEL}}: <bdi>{{WORDS}}</bdi></p>{{/BALLOTS}}
<ul class="tools">
{{#REPLY}}<li><a href="/d/{{THREAD}}/reply?quote={{ID}}">Quote<span class="hidden"> this by {{AUTHOR}}</span></a></li>{{/REPLY}}
{{#FLAG}}<li><a href="/d/{{ID}}/flag">Flag<span class="hidden"> this by {{AUTHOR}}</span></a></li>{{/FLAG}}
{{#MODERATE}}<li><a href="/d/{{ID}}/moderate">Moderate<span class="hidden"> this by {{AUTHOR}}</span></a></li>{{/MODERATE}}
{{#CAST}}<li><a href="/d/{{ID}}/edit">{{LABEL}}<span class="hidden"> to this by {{AUTHOR}}</span></a></li>{{/CAST}}
<li><a href="/d/{{ID}}">On its own page<span class="hidden">: {{LABEL}} by {{AUTHOR}}, {{WRITTEN}}</span></a></li>
</ul>
</article>
{{/POST}}
{{#WITHHELD}}<p class="note">{{LABEL}} {{WHY}}. <a href="/d/{{ID}}">By whom, when and why</a></p>
{{/WITHHELD}}
{{#UNMERGED}}<p class="note"><a href="/d/{{ID}}">{{LABEL}} that cannot be shown now</a></p>
{{/UNMERGED}}
{{#NONE}}<p>Nobody has written here yet.</p>{{/NONE}}
{{>PAGES}}
{{#LOCKED}}<p class="note">A moderator locked this: it can be read, and nobody else can answer. Answers that were written elsewhere before this was known there still arrive.</p>{{/LOCKED}}
{{>REPLY_FORM}}
{{/SHOWN}}
