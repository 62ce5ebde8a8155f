"""The Chinese of the interface: `veritag_zh_CN.ts` is edited, `veritag_zh_CN.qm` is made from it by `update`."""
