"""The Ising model with Glauber rates, simulated for Macrodyn's ExternalModel by numpy alone: simulator.py T [SIDE]

J = k_B = 1; a spin s flips at rate 1/(1 + exp(2 s sum_nn / T)). The protocol is in kernel-lib/EXTERNAL.md."""
import sys, numpy as np
from functools import lru_cache
T, SIDE = float(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 64
HELLO = ["macrodyn-simulator 1", f"name Ising of simulator.py 1, T = {T:g}", "type spins", f"grid 1 1 {SIDE} {SIDE}",
         "reach 1", "observable magnetisation", "observable domain-wall density"]
RATE = [1 / (1 + np.exp(2 * (k - 4) / T)) for k in range(9)]  # by 4 + s sum_nn
@lru_cache
def neighbours(grid):  # of each site above, below, left and right, around the ends
    sites = np.arange(np.prod(grid)).reshape(grid[2:])
    return np.stack([np.roll(sites, step, axis).ravel() for axis in (0, 1) for step in (1, -1)], 1).tolist()
@lru_cache
def inside(grid, box):  # sites of a box, which may wrap around the ends
    rows, columns = ((box[axis] + np.arange(box[3 + axis])) % grid[1 + axis] for axis in (1, 2))
    return (rows[:, None] * grid[3] + columns).ravel()
def initialise(grid, job):  # magnetisation uniform in (-1, 1), spins at random places
    random, n = np.random.default_rng(job["seed"]), np.prod(grid)
    spins = np.where(np.arange(n) < np.floor((1 + random.uniform(-1, 1)) * n / 2), 1, -1)
    return random.permutation(spins).astype("i1").tobytes()
def evolve(grid, job):  # attempts at rate 1 a site, accepted with the probability RATE
    random, box = np.random.Generator(np.random.SFC64(job["seed"])), inside(grid, tuple(job["box"].tolist()))
    if job["events"]:  # so many attempts, which take the sum of as many exponential waiting times
        attempts, time = int(job["events"]), random.gamma(job["events"]) / len(box)
    else:
        attempts, time = random.poisson(len(box) * job["time"]), job["time"]
    s, nn = job["state"].tolist(), neighbours(grid)
    for i, u in zip(box[random.integers(len(box), size=attempts)].tolist(), random.random(attempts).tolist()):
        a, b, c, d = nn[i]
        if u < RATE[4 + s[i] * (s[a] + s[b] + s[c] + s[d])]:
            s[i] = -s[i]
    return np.float64(time).tobytes() + np.array(s, "i1").tobytes()
def observe(grid, job):  # means over sites of the spin, and of the unlike ones among the bonds up and left
    s = job["state"].reshape(grid[2:])
    unlike = np.mean(s != np.roll(s, 1, 0)) + np.mean(s != np.roll(s, 1, 1))
    return np.array([s.mean(), unlike / 2]).tobytes()
def jobs(kind, grid):  # what a request of each kind holds, and what is done with it
    state = ("state", "i1", int(np.prod(grid)))
    return [([("seed", "<u8")], initialise),
            ([("seed", "<u8"), ("box", "<i4", 6), ("time", "<f8"), ("events", "<i8"), state], evolve),
            ([state], observe)][kind - 1]
def read(length):
    data = sys.stdin.buffer.read(length)
    return data if len(data) == length else sys.exit()  # the other side has ended
def say(body):
    sys.stdout.buffer.write(len(body).to_bytes(4, "little") + body)
    sys.stdout.buffer.flush()
say("\n".join(HELLO).encode())
while True:
    request = read(int.from_bytes(read(4), "little"))
    kind, count, *grid = np.frombuffer(request, "<i4", 6).tolist()
    if grid[:2] != [1, 1] or min(grid[2:]) < 2:
        say(np.int32(1).tobytes() + f"a grid of {grid}: must be planar, at least 2 rows and 2 columns".encode())
        continue
    layout, do = jobs(kind, tuple(grid))
    answers = [do(tuple(grid), job) for job in np.frombuffer(request, layout, count, 24)]
    say(np.array([0, count], "<i4").tobytes() + b"".join(answers))
