{{%AUTOESCAPE context="HTML"}}
<input type="hidden" name="field" value="{{FIELD}}"><input type="hidden" name="lang" value="{{LANG}}">
