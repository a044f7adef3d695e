{{%AUTOESCAPE context="HTML"}}
<ul class="list">
{{#HELD}}
<li><h3><bdi>{{PERSON}}</bdi>: {{ROLE_NAME}}</h3>
<p>{{MAY}}{{#ONLY}} <bdi>{{WORDS}}</bdi>{{/ONLY}} Given by <bdi>{{BY}}</bdi>, {{SINCE}}.{{#UNTIL}} Until the end of {{DAY}}.{{#PASSED}} That day has passed: it is a role until whoever is above it ends it.{{/PASSED}}{{/UNTIL}}</p>
{{#END}}<p><a href="/s/{{SPACE}}/who-does-what?end={{GRANT}}">{{WORD}}<span class="hidden">: {{PERSON}}, {{ROLE_NAME}}</span></a></p>{{/END}}
{{#FROM_ABOVE}}<p class="meta">No steward takes back the role of another. An administrator does, where that key is kept: <code>praxis -C DIR role revoke --space {{SPACE}} --person {{ID}} --as steward</code></p>{{/FROM_ABOVE}}</li>
{{/HELD}}
</ul>
