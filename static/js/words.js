// Counts words as the server does: the rule, and why, is in assessments/rules/words.py. Both are held to one corpus by tests.

import { ranges } from "./words-letters.js";

const SPACE = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const UNSEEN = /[\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu;
const KEYCAP = /[0-9#*]\ufe0f?\u20e3/gu;
const WEB_ADDRESS = new RegExp(`(?:[Hh][Tt][Tt][Pp][Ss]?://|[Ww][Ww][Ww]\\.)[^${SPACE}\\u2014\\u2015]+`, "gu");
const DASH = "(?:[\\u2012-\\u2015\\u2e3a\\u2e3b]|--)[\\u2012-\\u2015\\u2e3a\\u2e3b\\-]*";
const DASH_IN_NUMBER = new RegExp(`(?<=[0-9])${DASH}(?=[0-9])`, "gu");
const PARTS = new RegExp(`[${SPACE}]|${DASH}`, "u");
const LETTER = new RegExp(`[${ranges()}]`, "u");

export function countWords(text) {
  const seen = text.replace(UNSEEN, "").replace(KEYCAP, "");
  const whole = seen.replace(WEB_ADDRESS, "url").replace(DASH_IN_NUMBER, "-");
  return whole.split(PARTS).filter((piece) => LETTER.test(piece)).length;
}

// {question: text}
export const countAnswers = (answers) => Object.values(answers).reduce((sum, text) => sum + countWords(text), 0);
