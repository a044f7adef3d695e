{{%AUTOESCAPE context="HTML"}}
<nav class="crumbs" aria-label="Where you are"><ul><li><a href="/spaces">Spaces</a></li><li><a href="/s/{{SPACE}}"><bdi>{{NAME}}</bdi></a></li></ul></nav>
<h1>Invite to <bdi>{{NAME}}</bdi></h1>
{{#PROBLEM}}<div class="problem" role="alert"><p>{{WORDS}}</p></div>{{/PROBLEM}}
{{#GIVEN}}<div class="done" role="status"><p>That is signed. It counts on every node that hears of it; who may do what here has it.</p></div>{{/GIVEN}}
<p class="meta">{{JOIN}} <a href="/s/{{SPACE}}/who-does-what">Who may do what here</a></p>
<h2>Somebody of this network</h2>
{{#NOBODY}}<p>Everybody of the network whom this node knows has a role here.</p>{{/NOBODY}}
{{#FORM}}
<form method="post" action="/s/{{SPACE}}/invite">
<input type="hidden" name="csrf" value="{{CSRF}}">
<input type="hidden" name="username" value="{{ACCOUNT}}" autocomplete="username">
<div class="field"><label for="person">Who</label><p class="hint" id="person-hint">Those without a role here. Two of one name are told apart by the beginning of their id.</p>
<select id="person" name="person" required aria-describedby="person-hint"><option value="">Choose somebody</option>{{#PERSON}}<option value="{{ID}}"{{#CHOSEN}} selected{{/CHOSEN}}>{{PERSON_NAME}} ({{SHORT}})</option>{{/PERSON}}</select></div>
<div class="field"><label for="as">Role</label>
<select id="as" name="as">{{#ROLE}}<option value="{{WORD}}"{{#CHOSEN}} selected{{/CHOSEN}}>{{LABEL}}: {{MAY}}</option>{{/ROLE}}</select></div>
<div class="field"><label for="reason">Why (if you like)</label><p class="hint" id="reason-hint">One line. Everybody of the network can read it; it cannot be erased.</p><input type="text" id="reason" name="reason" value="{{REASON}}" aria-describedby="reason-hint" dir="auto"></div>
<div class="field"><label for="password">Your password</label><input type="password" id="password" name="password" autocomplete="current-password" required></div>
<button>Give this role</button>
</form>
{{/FORM}}
{{#MORE}}<p class="note">{{COUNT}} more are not listed. Whoever runs a node of yours gives them a role there: <code>praxis -C DIR role add --space {{SPACE}} --person ID --as member</code></p>{{/MORE}}
<h2>Somebody who is not of this network</h2>
<p>That needs the key of an administrator, who says who belongs to the network. This centre never opens that key while it runs, so no page can do it. There are two ways; both are commands of the people who run a centre or office:</p>
<ul>
<li>An account at a centre, for a person without a machine of their own: <code>praxis -C DIR account add NAME --password-file FILE</code>. Then give them a role above.</li>
<li>A machine of their own: <code>praxis -C DIR invite --role replica --address HOST:PORT --space {{SPACE}} --as member</code>. It prints one line of text, once, which lets one machine join and gives that role with it. Whoever runs this must have a role here that may give it. Send it on a way that nobody else reads: whoever uses it first has it.</li>
</ul>
<p>A steward is appointed from above, by an administrator: <code>praxis -C DIR role add --space {{SPACE}} --person ID --as steward</code>. A role until a day, or for one kind, document, theme or country: <code>praxis role add --help</code>.</p>
