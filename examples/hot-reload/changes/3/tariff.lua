return {number = 3, percent = 80}
