{{%AUTOESCAPE context="HTML"}}
<input type="hidden" name="csrf" value="{{CSRF}}">
{{#INPUT}}<input type="hidden" name="{{NAME}}" value="{{VALUE:pre_escape}}">{{/INPUT}}
