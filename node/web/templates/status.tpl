{{%AUTOESCAPE context="HTML"}}
<nav class="crumbs" aria-label="Where you are"><ul><li><a href="/s/{{SPACE}}"><bdi>{{SPACE_NAME}}</bdi></a></li><li><a href="/d/{{ID}}"><bdi>{{TITLE}}</bdi></a></li></ul></nav>
<h1>Status of <bdi>{{TITLE}}</bdi></h1>
<p><strong>{{STATE}}</strong> {{DETAIL}}</p>
<h2>Which nodes hold this version</h2>
<div class="wide"><table>
<thead><tr><th scope="col">Node</th><th scope="col">What it holds</th><th scope="col">As of</th></tr></thead>
<tbody>
{{#NODE}}<tr><th scope="row"><bdi>{{NAME}}</bdi> <span class="meta">{{ROLE}}</span></th><td>{{WORDS}}</td><td><span class="narrow">As of: </span>{{AS_OF}}</td></tr>{{/NODE}}
</tbody></table></div>
<p class="meta">A node counts as holding something only when it said so itself; nothing here is guessed.</p>
<h2>Who wrote it, and how that is known</h2>
<ul>
{{#AUTHOR}}<li><bdi>{{NAME}}</bdi>: {{WORDS}}</li>{{/AUTHOR}}
</ul>
<p>Every change is signed by its author's key. This node checked each signature when the change arrived; a change with a wrong one is not kept.</p>
<h2>What stands</h2>
<p>{{STANDING}}</p>
{{#BAD}}<ul>{{#LINE}}<li>{{WORDS}}</li>{{/LINE}}</ul>{{/BAD}}
{{#MISSING}}<p class="note">{{WORDS}}</p>{{/MISSING}}
<h2>For technicians</h2>
<dl class="facts"><dt>Document</dt><dd><code>{{ID}}</code></dd><dt>Version</dt><dd>{{#HEAD}}<code>{{UPDATE}}</code> {{/HEAD}}</dd></dl>
<ul class="tools"><li><a href="/d/{{ID}}/history">History</a></li><li><a href="/sync">Sync with other nodes</a></li></ul>
