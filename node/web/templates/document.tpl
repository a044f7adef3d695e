{{%AUTOESCAPE context="HTML"}}
<nav class="crumbs" aria-label="Where you are"><ul><li><a href="/spaces">Spaces</a></li><li><a href="/s/{{SPACE}}"><bdi>{{SPACE_NAME}}</bdi></a></li><li><a href="/s/{{SPACE}}/{{KIND_NAME}}">{{PLURAL}}</a></li></ul></nav>
<h1{{#LANG}} lang="{{TAG}}"{{/LANG}} dir="auto">{{TITLE}}</h1>
<p class="meta">{{KIND}} by <bdi>{{AUTHOR}}</bdi>, written {{WRITTEN}}{{#CHANGED}}, changed {{WHEN}}{{/CHANGED}}.</p>
{{#AUTHORSHIP}}
<p class="meta">Signed by <bdi>{{AUTHOR}}</bdi>{{#ROLE}}, {{ROLE_WORD}} in this space{{#SCOPE}} (<bdi>{{WORDS}}</bdi>){{/SCOPE}}{{/ROLE}}, with a key that <bdi>{{BY}}</bdi> confirmed on {{DAY}}{{#LOST}} and that is no longer theirs{{/LOST}}; {{#UNCHANGED}}unchanged since{{/UNCHANGED}}{{#OWN}}changed since by nobody else{{/OWN}}{{#OTHERS}}changed since by <bdi>{{NAMES}}</bdi>, who signed too{{/OTHERS}}.{{#FORKED}} <strong>Two devices wrote with one key</strong> of <bdi>{{WHOSE}}</bdi>: <a href="/s/{{SPACE}}/forks">what is known of it</a>.{{/FORKED}}</p>
{{/AUTHORSHIP}}
{{#ANSWERED}}<p>This answers <a href="/d/{{ID}}"><bdi>{{TITLE}}</bdi></a>.</p>{{/ANSWERED}}
{{#OLD}}
<p class="note">This is an earlier version, as it was {{WHEN}}. <a href="/d/{{ID}}">Read it as it is now</a>, or <a href="/d/{{ID}}/diff?{{QUERY}}">see what has changed since</a>.</p>
{{/OLD}}
{{#MERGED}}
<p class="note">Merged from {{COUNT}} offline edits{{#FIELDS}} of {{LABELS}}{{/FIELDS}}: each was written without sight of the others. Nothing was lost: <a href="/d/{{ID}}/history">see who wrote what</a>.</p>
{{/MERGED}}
{{#CONFLICT}}
<div class="note choose"><p><strong>Choose one:</strong> {{WORDS}} <a href="/d/{{ID}}/conflicts">Look at the values and choose</a></p></div>
{{/CONFLICT}}
{{#GOVERNS}}<p class="note">{{#PROPOSED}}A proposal: nobody has adopted it.{{/PROPOSED}}{{#ADOPTED}}Adopted, and in force as it is here.{{/ADOPTED}}{{#SINCE}}A version of this is in force; what is here has changed since, and nobody has adopted that.{{/SINCE}} <a href="/s/{{SPACE}}/charter">How this space is run</a></p>{{/GOVERNS}}
{{#HIDDEN}}<p class="note">Hidden by a moderator: you read it because you moderate here, or wrote it.</p>{{/HIDDEN}}
{{#WAITS}}<p class="note">Waits for a moderator, since an author is in quarantine: you read it because you moderate here, or wrote it.</p>{{/WAITS}}
{{#LOCKED}}<p class="note">Locked by a moderator: it can be read, and neither changed nor answered.</p>{{/LOCKED}}
{{#MOVED}}<p class="note">Moved by <bdi>{{BY}}</bdi>, {{WRITTEN}}.{{#TO}} It goes on as <a href="/d/{{ID}}"><bdi>{{TITLE}}</bdi></a> in <a href="/s/{{SPACE}}"><bdi>{{SPACE_NAME}}</bdi></a>.{{/TO}}{{#NOT_HERE}} The document that continues it is not here yet, or you may not read it.{{/NOT_HERE}} What is here can be read, and neither changed nor answered.{{#SINCE}} What was written here without sight of the move did not go with it.{{/SINCE}}</p>{{/MOVED}}
{{#CONTINUES}}<p class="note">Continues <a href="/d/{{ID}}"><bdi>{{TITLE}}</bdi></a> by <bdi>{{AUTHOR}}</bdi>, which <bdi>{{BY}}</bdi> moved here from <a href="/s/{{SPACE}}"><bdi>{{SPACE_NAME}}</bdi></a>, {{WRITTEN}}{{#TAKEN_BACK}}; that move was taken back{{/TAKEN_BACK}}. Who wrote what before is there.</p>{{/CONTINUES}}
{{#CONTINUES_UNSEEN}}<p class="note">It says that it continues a document which is not here, or which you may not read.</p>{{/CONTINUES_UNSEEN}}
{{>MODERATION}}
<ul class="tools">
{{#EDIT}}<li><a href="/d/{{ID}}/edit">Edit</a></li>{{/EDIT}}
<li><a href="/d/{{ID}}/history">History</a></li>
<li><a href="/d/{{ID}}/status">Status</a></li>
{{#FLAG}}<li><a href="/d/{{ID}}/flag">Flag</a></li>{{/FLAG}}
{{#MODERATE}}<li><a href="/d/{{ID}}/moderate">Moderate</a></li>{{/MODERATE}}
{{#QUARANTINE}}<li><a href="/s/{{SPACE}}/quarantine?person={{PERSON}}">Put its author in quarantine</a></li>{{/QUARANTINE}}
{{#STRANGER}}<li><a href="/sign-in?next=/d/{{ID}}">Sign in to write</a></li>{{/STRANGER}}
</ul>
{{#LANGUAGES}}
<nav aria-label="Languages of this document"><ul class="tools">
{{#LANGUAGE}}<li><a href="/d/{{ID}}{{QUERY}}"{{#THIS}} aria-current="true"{{/THIS}}>{{WORD}}</a></li>{{/LANGUAGE}}
</ul></nav>
{{/LANGUAGES}}
{{#FACTS}}
<h2>At a glance</h2>
<dl class="facts">
{{#FACT}}<dt>{{LABEL}}</dt><dd>{{>VALUE}}</dd>{{/FACT}}
</dl>
{{/FACTS}}
{{#SECTION}}
<section aria-labelledby="s-{{NAME}}">
<div class="head"><h2 id="s-{{NAME}}">{{LABEL}}</h2>{{#EDIT}}<a href="/d/{{ID}}/edit?field={{FIELD}}">Edit<span class="hidden"> {{LABEL}}</span></a>{{/EDIT}}</div>
{{#MISSING}}<p class="note">{{WORDS}}</p>{{/MISSING}}
{{#OTHER_LANGUAGE}}<p class="meta">{{WORDS}}</p>{{/OTHER_LANGUAGE}}
<div class="prose" dir="auto"{{#LANG}} lang="{{TAG}}"{{/LANG}}>{{#PARAGRAPH}}<p dir="auto">{{TEXT:pre_escape}}</p>{{/PARAGRAPH}}</div>
{{#MORE}}<p><a href="/d/{{ID}}?field={{FIELD}}&amp;from={{FROM}}">Read on in {{LABEL}} ({{LEFT}} more characters)</a></p>{{/MORE}}
</section>
{{/SECTION}}
{{#WHOLE}}<p><a href="/d/{{ID}}">Back to the whole document</a></p>{{/WHOLE}}
{{>POSTS}}
