{{%AUTOESCAPE context="HTML"}}
<nav class="crumbs" aria-label="Where you are"><ul><li><a href="/spaces">Spaces</a></li><li><a href="/s/{{SPACE}}"><bdi>{{NAME}}</bdi></a></li></ul></nav>
<h1>Who may do what in <bdi>{{NAME}}</bdi></h1>
<p class="meta">{{JOIN}}{{#ROLE}} You are {{ROLE_WORD}} here.{{/ROLE}}</p>
{{#ENDED}}<div class="done" role="status"><p>That is signed: the role is ended on every node that hears of it.</p></div>{{/ENDED}}
{{#END}}
<form method="post" action="/s/{{SPACE}}/who-does-what">
{{>HIDDEN}}
<input type="hidden" name="grant" value="{{GRANT}}">
<h2>{{#OWN}}Give up your role: {{ROLE_NAME}}{{/OWN}}{{#OTHER}}Take back the role of <bdi>{{PERSON}}</bdi>: {{ROLE_NAME}}{{/OTHER}}</h2>
{{>PROBLEM}}
{{#ONLY}}<p><bdi>{{WORDS}}</bdi></p>{{/ONLY}}
<p>What was done by this role until now stays, as far as this node has it. What is done by it later, or has not arrived here yet, counts for nothing until somebody lets it count.{{#OWN}} You cannot take it up again yourself: somebody with a stronger role, or an administrator, gives it anew.{{/OWN}}{{#OTHER}} Other roles of theirs stay as they are.{{/OTHER}}</p>
{{#LAST}}<p class="note">Nobody else is a steward here. Until there is one, nobody gives moderators and editors their roles or takes them back. An administrator names a steward, where that key is kept: <code>praxis -C DIR role add --space {{SPACE}} --person ID --as steward</code></p>{{/LAST}}
<div class="field"><label for="reason">Reason</label>
<p class="hint" id="reason-hint">One line. Everybody of the network can read it, with your name and the date. It cannot be erased.</p>
<input type="text" id="reason" name="reason" value="{{REASON}}" required aria-describedby="reason-hint" dir="auto"></div>
<button>{{#OWN}}Give up{{/OWN}}{{#OTHER}}Take back{{/OTHER}}</button> <a href="/s/{{SPACE}}/who-does-what">Leave it as it is</a>
</form>
{{/END}}
<h2>Roles now</h2>
{{>HELD_ROLES}}
{{#EVERYBODY}}<p>Everybody of this network reads and writes here, without a role.</p>{{/EVERYBODY}}
<h2>How it came to that</h2>
<p class="meta">{{COUNT_WORDS}} The newest comes first, by the clocks of those who signed. Each was signed by a key and checked on this node; so was every right it rests on.</p>
<ul class="list">
{{#CHANGE}}
<li id="a-{{SHORT}}"><h3>{{WRITTEN}}: {{ROLE_NAME}} {{WHAT}}</h3>
<p>{{#HOLDER}}Whose role: <bdi>{{PERSON}}</bdi>. {{/HOLDER}}{{#ASKER}}Who asked: <bdi>{{PERSON}}</bdi>. {{/ASKER}}{{#OWNER}}Whose device: <bdi>{{PERSON}}</bdi>. {{/OWNER}}{{#INVITED}}An invitation that nobody has taken up here yet. {{/INVITED}}Signed by <bdi>{{BY}}</bdi>.</p>
{{#REASON}}<blockquote><p dir="auto">{{TEXT:pre_escape}}</p></blockquote>{{/REASON}}
{{#VOID}}<p class="note">This has no effect: {{WHY}}.</p>{{/VOID}}</li>
{{/CHANGE}}
</ul>
{{>PAGES}}
