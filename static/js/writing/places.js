// Names that the editor's scripts share, and what they need of a browser.

// In localStorage while this browser keeps somebody's text, so that other pages need not open the database to know.
export const MARKER = "npq-writing";
export const CHANNEL = "npq-writing";
export const STATE = { WAITING: "waiting", SAFE: "safe" };

// Where a browser lacks one of these the editor's form posts as it does without scripts.
export const isSupported = () => Boolean(self.isSecureContext && self.crypto?.randomUUID && self.AbortSignal?.timeout && self.fetch);

export const isSame = (one, other) =>
  [...new Set([...Object.keys(one), ...Object.keys(other)])].every((name) => (one[name] ?? "") === (other[name] ?? ""));
