{{%AUTOESCAPE context="HTML"}}
<h1>Sync</h1>
<p>{{SUMMARY}}</p>
{{#BROKEN}}<div class="problem" role="alert"><p><strong>This node cannot write.</strong> {{WORDS}} Tell whoever runs it.</p></div>{{/BROKEN}}
<h2>Other nodes</h2>
{{#NONE}}<p>This node knows of no other yet.</p>{{/NONE}}
<ul class="list">
{{#NODE}}
<li><h3><bdi>{{NAME}}</bdi></h3>
<p class="meta">{{ROLE}}</p>
<p>{{CONTACT}}<br>{{WAITING}}</p></li>
{{/NODE}}
</ul>
<h2>This node</h2>
<dl class="facts">
<dt>Name</dt><dd><bdi>{{OWN_NAME}}</bdi></dd>
<dt>Role</dt><dd>{{OWN_ROLE}}</dd>
{{#COUNTED}}<dt>Documents</dt><dd>{{DOCUMENTS}}</dd>
<dt>Changes</dt><dd>{{UPDATES}}</dd>
<dt>State</dt><dd>{{STATE}} <span class="meta">Nodes that show the same eight words agree on everything that counts. <a href="/sync/compare">Compare with another node</a></span></dd>{{/COUNTED}}
{{#WITHHELD}}<dt>Not passed on yet</dt><dd><bdi>{{SPACE}}</bdi>: {{WORDS}}</dd>{{/WITHHELD}}
{{#WAITING_HERE}}<dt>Waiting here</dt><dd>{{WORDS}}</dd>{{/WAITING_HERE}}
</dl>
