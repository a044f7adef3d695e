{{%AUTOESCAPE context="HTML"}}
<nav class="crumbs" aria-label="Where you are"><ul><li><a href="/me">Your account</a></li><li><a href="/me/devices">Your devices</a></li><li><a href="/me/key">Take your key away</a></li></ul></nav>
<h1>Your key, as words</h1>
<p>Write all of them on paper, in this order, with their numbers. Do not photograph them, or keep them in a file or a mail: whoever has them is you. They are shown on this page only, and never again once the key is deleted here.</p>
<ol class="key">
{{#WORD}}<li>{{TEXT}}</li>
{{/WORD}}</ol>
<p>With them a new machine of yours acts for you, should no other be left. It takes a person's line, which any member of the network makes (<code>praxis -C DIR device invite</code>), and the words: <code>praxis -C NEWDIR device recover @person.txt --words @- --node NAME</code></p>
<p><a href="/me/key/take">They are on paper: go on</a></p>
<p>Or <a href="/me/devices">leave everything as it is</a>. Then burn the paper.</p>
<p>Whatever you choose, close this window at the end: it may still hold the words.</p>
