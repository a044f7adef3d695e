{{%AUTOESCAPE context="HTML"}}
{{#SHOWN}}
<nav class="pages" aria-label="Pages">
{{#NEWER}}<a href="{{PATH}}?page={{PAGE}}{{REST}}" rel="prev">{{WORD}}</a>{{/NEWER}}
{{#OLDER}}<a href="{{PATH}}?page={{PAGE}}{{REST}}" rel="next">{{WORD}}</a>{{/OLDER}}
</nav>
{{/SHOWN}}
