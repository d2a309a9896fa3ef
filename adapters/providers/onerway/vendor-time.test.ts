import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromVendorTime, toVendorTime } from "./vendor-time.ts";

describe("times", () => {
  it("are written at the offset that is set", () => {
    const moment = new Date("2026-05-25T02:00:00.999Z");
    expect(toVendorTime(moment, "+08:00")).toBe("2026-05-25 10:00:00");
    expect(toVendorTime(moment, "-03:30")).toBe("2026-05-24 22:30:00");
  });

  it("come back as they went, to the second", () => {
    const offset = fc.constantFrom("+08:00", "+00:00", "-03:30", "+14:00", "-12:00");
    const moments = fc.date({ min: new Date("2000-01-01"), max: new Date("2100-01-01"), noInvalidDate: true });
    fc.assert(
      fc.property(moments, offset, (moment, at) => {
        const seconds = Math.floor(moment.getTime() / 1000) * 1000;
        expect(fromVendorTime(toVendorTime(moment, at), at)?.getTime()).toBe(seconds);
      }),
    );
  });

  it.each(["", "2026-05-25", "2026-13-25 10:00:00", "2026-05-25T10:00:00"])(
    "that are none are not read: %j",
    (text) => {
      expect(fromVendorTime(text, "+08:00")).toBeUndefined();
    },
  );
});
