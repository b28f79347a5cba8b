// What was typed or chosen before the page's script had arrived, which on a slow connection is seconds after the page:
// no event tells of it any more, the fields do.

export function isAltered(field) {
  if (field.type === "radio" || field.type === "checkbox") return field.checked !== field.defaultChecked;
  return "defaultValue" in field && field.type !== "hidden" && field.value !== field.defaultValue;
}
