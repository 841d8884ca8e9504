// Loaded before a command that is measured (`node --require`): says at its end what it took.
const { writeFileSync } = require("node:fs");

process.on("exit", () => {
  const { user, system } = process.cpuUsage();
  const usage = { seconds: (user + system) / 1e6, megabytes: process.resourceUsage().maxRSS / 1024 };
  writeFileSync(process.env.BENCH_USAGE, JSON.stringify(usage));
});
