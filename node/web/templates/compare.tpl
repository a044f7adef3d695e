{{%AUTOESCAPE context="HTML"}}
<nav class="crumbs" aria-label="Where you are"><ul><li><a href="/sync">Sync</a></li></ul></nav>
<h1>Compare with another node</h1>
<p>Nodes that hold the same tell the same eight words, whatever came to them in which order. Ask somebody who sees another node for its words, by telephone for instance.</p>
<form method="get" action="/sync/compare">
<div class="field"><label for="words">The other node's words</label><input type="text" id="words" name="words" value="{{TYPED}}" autocomplete="off"></div>
<button>Compare</button>
</form>
{{#RESULT}}<div class="note" role="status"><p><strong>{{VERDICT}}</strong> {{WORDS}}</p></div>{{/RESULT}}
{{#PROBLEM}}<div class="problem" role="alert"><p>{{WORDS}}</p></div>{{/PROBLEM}}
<h2>The words of this node</h2>
<dl class="facts">
<dt>Everything</dt><dd>{{STATE}}</dd>
{{#SPACE}}<dt><bdi>{{NAME}}</bdi></dt><dd>{{STATE}}</dd>
{{/SPACE}}
</dl>
<p class="meta">The words of a space change with every change in it, and with every change of who may do what there. To find where two nodes differ, compare the words of each space.</p>
