"""Mean and spread that a model of Macrodyn's forecasts, by numpy alone: forecast.py MODEL STEP STEPS RUNS Z1 [Z2 ...]"""
import json, sys, numpy as np
FUNCTIONS = {"RELU": lambda x: np.maximum(x, 0), "TANH": np.tanh, "SILU": lambda x: x / (1 + np.exp(-x))}
def load(file):
    about, weights = json.loads(np.load(file)["macrodyn.json"]), np.load(file)["parameters"].astype(float)
    assert "onsager" not in about, f"{file}: its drift is an OnsagerNet, this example reads plain networks"
    d, n, hidden = len(about["names"]), len(about["inputShift"]), [about["hiddenWidth"]] * about["hiddenLayers"]
    varies, form = "CONSTANT" not in about["diffusion"], np.eye(d) if "DIAGONAL" in about["diffusion"] else np.ones((d, 1))
    def network(x, weights, *widths):  # of each layer a matrix [outputs, inputs], then its biases
        for layer, (i, o) in enumerate(zip(widths, widths[1:])):
            w, b, weights = np.split(weights, [o * i, o * i + o])
            x = (FUNCTIONS[about["activation"]](x) if layer else x) @ w.reshape(o, i).T + b
        return x, weights
    def sde(z):  # drift [runs, d] and diffusion [runs, d, d] at z [runs, d]; the network of a constant has no inputs
        z = np.column_stack([z] + [np.full(len(z), about["parameter"]["value"]) for _ in range(n - d)])
        x = (z - about["inputShift"]) / about["inputScale"]
        drift, rest = network(x, weights, n, *hidden, d)
        diffusion, _ = network(x[:, :n * varies], rest, n * varies, *hidden * varies, d * d // form.shape[1])
        return drift * about["driftScale"], diffusion.reshape(len(x), d, -1) * form * np.c_[about["diffusionScale"]]
    return sde
if __name__ == "__main__":
    sde, h, z = load(sys.argv[1]), float(sys.argv[2]), np.tile(np.array(sys.argv[5:], float), (int(sys.argv[4]), 1))
    for k, (drift, diffusion) in enumerate(sde(z) for k in range(int(sys.argv[3]))):
        print(k * h, *z.mean(0), *z.std(0))
        z = z + h * drift + h**0.5 * np.einsum("rij,rj->ri", diffusion, np.random.default_rng(k).normal(size=z.shape))
