// Runs the blob, queue and table services, and ends with the process that started it, however that one ends.
process.stdin.on("end", () => process.exit(0)).resume();

// Azurite closes its services on this signal and writes what it has; the input must not keep the process alive then.
process.once("SIGTERM", () => process.stdin.destroy());
require("azurite/dist/src/azurite");
