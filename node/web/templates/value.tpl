{{%AUTOESCAPE context="HTML"}}
{{#PLAIN}}<bdi>{{TEXT}}</bdi>{{/PLAIN}}
{{#LINK}}<a href="{{URL}}" rel="noopener noreferrer nofollow ugc"><bdi>{{URL}}</bdi></a>{{/LINK}}
{{#DOCUMENT}}{{#BEFORE}}{{WORD}}: {{/BEFORE}}<a href="/d/{{ID}}"><bdi>{{TITLE}}</bdi></a>{{/DOCUMENT}}
{{#NOT_HERE}}{{#BEFORE}}{{WORD}}: {{/BEFORE}}<span class="meta">{{WORDS}}</span>{{/NOT_HERE}}
{{#LIST}}<ul>{{#ITEM}}<li>{{>VALUE}}</li>{{/ITEM}}</ul>{{/LIST}}
{{#ORDERED}}<ol>{{#ITEM}}<li>{{>VALUE}}</li>{{/ITEM}}</ol>{{/ORDERED}}
{{#FILE}}<bdi>{{NAME}}</bdi> <span class="meta">({{WORDS}}). The file itself is not here yet: this node keeps no files.</span>{{/FILE}}
{{#SIDE_BY_SIDE}}<ul>{{#ITEM}}<li>{{>VALUE}} <span class="meta">(<bdi>{{AUTHOR}}</bdi>)</span></li>{{/ITEM}}</ul>{{/SIDE_BY_SIDE}}
