// The server's time, whatever this device's clock says, and how long is left in words.

export class ServerClock {
  constructor(now, since) {
    this.set(now, since);
  }

  // As the server said it at `since`. performance.now() goes on evenly when somebody sets the device's clock.
  set(now, since = performance.now()) {
    this.offset = Date.parse(now) - since;
  }

  now() {
    return this.offset + performance.now();
  }
}

const named = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;

// "3 days and 4 hours left". Never rounded up.
export function leftInWords(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const parts = [
    named(Math.floor(seconds / 86400), "day"),
    named(Math.floor(seconds / 3600) % 24, "hour"),
    named(Math.floor(seconds / 60) % 60, "minute"),
    named(seconds % 60, "second"),
  ];
  if (seconds >= 86400) return `${parts[0]} and ${parts[1]} left`;
  if (seconds >= 3600) return `${parts[1]} and ${parts[2]} left`;
  if (seconds >= 300) return `${parts[2]} left`;
  return seconds >= 60 ? `${parts[2]} and ${parts[3]} left` : `${parts[3]} left`;
}

const MINUTE = 60000;
const SPOKEN = [24 * 60, 60, 15, 5, 1].map((minutes) => minutes * MINUTE);

// What is to be read out between two looks at the clock: a few times in a window, and not every second.
export function spokenBetween(before, after) {
  const isTime = Number.isFinite(before) && SPOKEN.some((length) => before > length && after <= length);
  return isTime ? leftInWords(after) : "";
}
