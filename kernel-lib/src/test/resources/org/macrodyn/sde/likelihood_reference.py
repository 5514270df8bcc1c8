"""Makes likelihood_reference.csv: the partial likelihood and its gradients by PyTorch's autograd in float64.

loss = r^T S^-1 r + log det S, r = dz - mu dt, S = lambda dt sigma sigma^T + epsilon I.
Run: python likelihood_reference.py > likelihood_reference.csv (made with torch 2.13, numpy 2.4).
Columns: diffusion, d, lambda, epsilon, then mu (d), sigma (d or d*d row by row), dz (d), dt, loss, dloss/dmu, dloss/dsigma.
"""

import torch

torch.set_default_dtype(torch.float64)
torch.manual_seed(1)


def loss_of(mu, sigma, dz, dt, lam, eps):
    r = dz - mu * dt
    s = lam * dt * sigma @ sigma.T + eps * torch.eye(len(mu))
    return r @ torch.linalg.solve(s, r) + torch.logdet(s)


print("# diffusion,d,lambda,epsilon,mu...,sigma...,dz...,dt,loss,dmu...,dsigma...")
for diffusion, d in [("DIAGONAL", 1), ("FULL", 1), ("DIAGONAL", 3), ("FULL", 2), ("FULL", 4), ("FULL", 6)]:
    for lam, eps in [(1.0, 1e-4), (16.0, 1e-10), (0.25, 0.1)]:
        for _ in range(2):
            mu = torch.randn(d, requires_grad=True)
            k = d if diffusion == "DIAGONAL" else d * d
            flat = torch.randn(k, requires_grad=True)
            sigma = torch.diag(flat) if diffusion == "DIAGONAL" else flat.reshape(d, d)
            dt = 0.02 + torch.rand(())
            dz = torch.randn(d) * dt.sqrt()
            loss = loss_of(mu, sigma, dz, dt, lam, eps)
            loss.backward()
            numbers = [mu, flat, dz, dt.reshape(1), loss.reshape(1), mu.grad, flat.grad]
            values = [f"{x:.17g}" for n in numbers for x in n.detach().tolist()]
            print(",".join([diffusion, str(d), f"{lam:.17g}", f"{eps:.17g}"] + values))
