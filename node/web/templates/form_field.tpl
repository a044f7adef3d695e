{{%AUTOESCAPE context="HTML"}}
{{#LINE}}
<div class="field"><label for="f-{{NAME}}">{{LABEL}}{{#REQUIRED}} (needed){{/REQUIRED}}</label>
{{#HINT}}<p class="hint" id="h-{{NAME}}">{{WORDS}}</p>{{/HINT}}
<input type="text" id="f-{{NAME}}" name="set:{{NAME}}" value="{{VALUE}}"{{#HINT}} aria-describedby="h-{{NAME}}"{{/HINT}} dir="auto"{{#REQUIRED}} required{{/REQUIRED}}>{{#WAS}}<input type="hidden" name="was:{{NAME}}" value="{{VALUE}}">{{/WAS}}</div>
{{/LINE}}
{{#PROSE}}
<div class="field"><label for="f-{{NAME}}">{{LABEL}}{{#REQUIRED}} (needed){{/REQUIRED}}</label>
{{#HINT}}<p class="hint" id="h-{{NAME}}">{{WORDS}}</p>{{/HINT}}
<textarea id="f-{{NAME}}" name="set:{{NAME}}"{{#HINT}} aria-describedby="h-{{NAME}}"{{/HINT}} dir="auto"{{#REQUIRED}} required{{/REQUIRED}}>
{{VALUE:pre_escape}}</textarea></div>
{{/PROSE}}
{{#CHOICE}}
<div class="field"><label for="f-{{NAME}}">{{LABEL}}{{#REQUIRED}} (needed){{/REQUIRED}}</label>
<select id="f-{{NAME}}" name="set:{{NAME}}">
<option value="">not said</option>
{{#OPTION}}<option value="{{VALUE}}"{{#SELECTED}} selected{{/SELECTED}}>{{WORD}}</option>{{/OPTION}}
</select>{{#WAS}}<input type="hidden" name="was:{{NAME}}" value="{{VALUE}}">{{/WAS}}</div>
{{/CHOICE}}
{{#BOXES}}
<fieldset><legend>{{LABEL}}</legend>
{{#BOX}}<label class="box"><input type="checkbox" name="add:{{NAME}}" value="{{VALUE}}"{{#CHECKED}} checked{{/CHECKED}}> <span>{{WORD}}</span></label>{{#WAS}}<input type="hidden" name="had:{{NAME}}" value="{{VALUE}}">{{/WAS}}{{/BOX}}<input type="hidden" name="more:{{NAME}}" value="">
</fieldset>
{{/BOXES}}
{{#FIRST_ELEMENT}}
<div class="field"><label for="f-{{NAME}}">{{LABEL}}</label>
{{#HINT}}<p class="hint" id="h-{{NAME}}">{{WORDS}}</p>{{/HINT}}
<input type="text" id="f-{{NAME}}" name="more:{{NAME}}" value="{{TYPED}}"{{#HINT}} aria-describedby="h-{{NAME}}"{{/HINT}} dir="auto"></div>
{{/FIRST_ELEMENT}}
{{#ELEMENTS}}
<fieldset><legend>{{LABEL}}</legend>
{{#BOX}}<label class="box"><input type="checkbox" name="add:{{NAME}}" value="{{VALUE}}"{{#CHECKED}} checked{{/CHECKED}}> <span><bdi>{{WORD}}</bdi></span></label><input type="hidden" name="had:{{NAME}}" value="{{VALUE}}">{{#PLACE}}<label class="place">Place<span class="hidden"> of {{WORD}}</span> <input type="text" inputmode="numeric" name="place:{{NAME}}" value="{{NUMBER}}" size="4"></label>{{/PLACE}}{{/BOX}}
<div class="field"><label for="f-{{NAME}}">Add to {{LABEL}}</label>
{{#HINT}}<p class="hint" id="h-{{NAME}}">{{WORDS}}</p>{{/HINT}}
<input type="text" id="f-{{NAME}}" name="more:{{NAME}}" value="{{TYPED}}"{{#HINT}} aria-describedby="h-{{NAME}}"{{/HINT}} dir="auto"></div>
</fieldset>
{{/ELEMENTS}}
